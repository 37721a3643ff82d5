package io.github.tracker6.http.netty;

import io.github.tracker6.http.HttpAnswer;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Status codes (RFC 9110, section 15; RFC 6585 for 429 and 431): their names, and the server's own refusals. */
final class HttpStatus {
    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int URI_TOO_LONG = 414;
    static final int TOO_MANY_REQUESTS = 429;
    static final int HEADER_FIELDS_TOO_LARGE = 431;
    static final int UNAVAILABLE = 503;
    static final int VERSION_NOT_SUPPORTED = 505;

    /** From here on a status is an error. */
    private static final int FIRST_ERROR = 400;

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(OK, "OK"),
            Map.entry(201, "Created"),
            Map.entry(204, "No Content"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(302, "Found"),
            Map.entry(303, "See Other"),
            Map.entry(304, "Not Modified"),
            Map.entry(307, "Temporary Redirect"),
            Map.entry(308, "Permanent Redirect"),
            Map.entry(BAD_REQUEST, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(NOT_FOUND, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(410, "Gone"),
            Map.entry(URI_TOO_LONG, "URI Too Long"),
            Map.entry(TOO_MANY_REQUESTS, "Too Many Requests"),
            Map.entry(HEADER_FIELDS_TOO_LARGE, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(UNAVAILABLE, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"),
            Map.entry(VERSION_NOT_SUPPORTED, "HTTP Version Not Supported"));

    private static final Map<Integer, HttpAnswer> REFUSALS = Stream.of(
                    BAD_REQUEST, URI_TOO_LONG, HEADER_FIELDS_TOO_LARGE, UNAVAILABLE, VERSION_NOT_SUPPORTED)
            .collect(Collectors.toUnmodifiableMap(
                    status -> status, status -> HttpAnswer.of(status, "text/plain", reason(status) + "\n")));

    private HttpStatus() {}

    /** Returns the reason phrase of a status; "" if it has none here. */
    static String reason(int status) {
        return REASONS.getOrDefault(status, "");
    }

    /** Returns the answer by which the server itself refuses a request. */
    static HttpAnswer refusal(int status) {
        return Objects.requireNonNull(REFUSALS.get(status), "refusal");
    }

    /** Returns whether the connection may stay open behind an answer: errors close it, all but "not found". */
    static boolean keepsConnection(int status) {
        return status < FIRST_ERROR || status == NOT_FOUND;
    }
}
