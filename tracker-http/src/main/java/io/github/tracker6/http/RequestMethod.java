package io.github.tracker6.http;

/** What a request asks to do (RFC 9110, section 9). */
enum RequestMethod {
    /** Answered. */
    GET,
    /** Answered like {@code GET}, without the body. */
    HEAD,
    /** A method that a tracker has no use for: refused with status 405. */
    OTHER,
    /** A method that RFC 9110 and RFC 5789 do not know: refused with status 501. */
    UNKNOWN;

    /** Returns the method of a name as it stands in the request line; case matters. */
    static RequestMethod of(String name) {
        return switch (name) {
            case "GET" -> GET;
            case "HEAD" -> HEAD;
            case "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" -> OTHER;
            default -> UNKNOWN;
        };
    }
}
