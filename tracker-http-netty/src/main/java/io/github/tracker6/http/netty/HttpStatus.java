package io.github.tracker6.http.netty;

import java.nio.charset.StandardCharsets;

/** The status codes that this server sends (RFC 9110, section 15; RFC 6585 for 431). */
enum HttpStatus {
    OK(200, "OK"),
    BAD_REQUEST(400, "Bad Request"),
    NOT_FOUND(404, "Not Found"),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
    URI_TOO_LONG(414, "URI Too Long"),
    HEADER_FIELDS_TOO_LARGE(431, "Request Header Fields Too Large"),
    NOT_IMPLEMENTED(501, "Not Implemented"),
    VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported");

    private final int code;
    private final String reason;

    HttpStatus(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    static HttpStatus of(int code) {
        for (HttpStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IllegalArgumentException("status " + code + " is not one that this server sends");
    }

    int code() {
        return code;
    }

    /** Returns the status line and the header fields that every answer begins with, up to the length's digits. */
    byte[] answerHead() {
        String head = "HTTP/1.1 " + code + " " + reason + "\r\nContent-Type: text/plain\r\n"
                + (this == METHOD_NOT_ALLOWED ? "Allow: GET, HEAD\r\n" : "") + "Content-Length: ";
        return head.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the body of an answer that the parser gives by itself. */
    byte[] plainBody() {
        return (reason + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
