package io.github.tracker6.http;

/** What a request asks to do (RFC 9110, section 9). */
public enum RequestMethod {
    /** Answered. */
    GET,
    /** Answered like {@code GET}, without the body. */
    HEAD,
    /** A method that exists and that a tracker has no use for: refused with status 405. */
    OTHER,
    /** A method that this server never heard of: refused with status 501. */
    UNKNOWN;

    /** Returns the method of a name as it stands in the request line; case matters. */
    public static RequestMethod of(String name) {
        return switch (name) {
            case "GET" -> GET;
            case "HEAD" -> HEAD;
            case "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" -> OTHER;
            default -> UNKNOWN;
        };
    }
}
