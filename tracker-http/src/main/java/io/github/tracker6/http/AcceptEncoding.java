package io.github.tracker6.http;

/** Reads {@code Accept-Encoding} (RFC 9110, section 12.5.3). Stateless; allocates nothing. */
final class AcceptEncoding {
    private static final byte[] GZIP = Failure.ascii("gzip");

    private AcceptEncoding() {}

    /** Returns whether a list of codings names gzip, and not with the weight 0. */
    static boolean takesGzip(byte[] bytes, int from, int to) {
        int start = from;
        while (start < to) {
            int end = start;
            while (end < to && bytes[end] != ',') {
                end++;
            }
            while (start < end && isBlank(bytes[start])) {
                start++;
            }
            int codingEnd = start;
            while (codingEnd < end && bytes[codingEnd] != ';' && !isBlank(bytes[codingEnd])) {
                codingEnd++;
            }
            if (isGzip(bytes, start, codingEnd)) {
                return !weighsNothing(bytes, codingEnd, end);
            }
            start = end + 1;
        }
        return false;
    }

    private static boolean isGzip(byte[] bytes, int from, int to) {
        if (to - from != GZIP.length) {
            return false;
        }
        for (int i = 0; i < GZIP.length; i++) {
            if ((bytes[from + i] | 0x20) != GZIP[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean weighsNothing(byte[] bytes, int from, int to) {
        boolean weighed = false;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '=') {
                weighed = true;
            } else if (weighed && bytes[i] >= '1' && bytes[i] <= '9') {
                return false;
            }
        }
        return weighed;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
