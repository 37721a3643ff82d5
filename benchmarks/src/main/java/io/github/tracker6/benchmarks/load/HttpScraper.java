package io.github.tracker6.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Scrapes over HTTP (BEP 48), with one connection per request. */
final class HttpScraper implements Scraper {
    private static final HexFormat HEX = HexFormat.of();

    private final Target target;
    private final InetSocketAddress source;
    private final int timeoutMillis;
    private final BencodeCursor cursor = new BencodeCursor();

    HttpScraper(Target target, InetSocketAddress source, int timeoutMillis) {
        this.target = target;
        this.source = source;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public int limit() {
        return 40; // 71 bytes each: another server may limit the request line to 4,096 bytes
    }

    @Override
    public int[] scrape(byte[] hashes) throws IOException {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < hashes.length; i++) {
            query.append(i % 20 > 0 ? "%" : i > 0 ? "&info_hash=%" : "info_hash=%");
            query.append(HEX.toHexDigits(hashes[i]));
        }
        byte[] bytes = get(target.scrapePath() + "?" + query);
        HttpResponse response = new HttpResponse();
        if (response.read(bytes, bytes.length) != HttpResponse.Progress.COMPLETE || response.status() != 200) {
            throw new IOException("no complete response with status 200");
        }
        try {
            cursor.start(bytes, response.bodyStart(), response.bodyBytes());
            return counts(bytes, hashes);
        } catch (BencodeCursor.Malformed e) {
            throw new IOException("no bencode", e);
        }
    }

    private byte[] get(String resource) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(source);
            socket.setSoTimeout(timeoutMillis);
            socket.connect(target.address(), timeoutMillis);
            String request =
                    "GET " + resource + " HTTP/1.1\r\nHost: " + target.authority() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().readNBytes(1 << 20);
        }
    }

    private int[] counts(byte[] bytes, byte[] hashes) throws IOException {
        int[] counts = new int[hashes.length / 20 * 3];
        cursor.expect('d');
        while (cursor.peek() != 'e') {
            cursor.string();
            switch (cursor.text()) {
                case "files" -> files(bytes, hashes, counts);
                case "failure reason" -> {
                    cursor.string();
                    throw new IOException("refused: " + cursor.text());
                }
                default -> cursor.skip();
            }
        }
        return counts;
    }

    private void files(byte[] bytes, byte[] hashes, int[] counts) throws IOException {
        cursor.expect('d');
        while (cursor.peek() != 'e') {
            cursor.string();
            int index = indexOf(bytes, hashes);
            cursor.expect('d');
            while (cursor.peek() != 'e') {
                cursor.string();
                switch (cursor.text()) {
                    case "complete" -> counts[3 * index] = cursor.number();
                    case "downloaded" -> counts[3 * index + 1] = cursor.number();
                    case "incomplete" -> counts[3 * index + 2] = cursor.number();
                    default -> cursor.skip();
                }
            }
            cursor.expect('e');
        }
        cursor.expect('e');
    }

    private int indexOf(byte[] bytes, byte[] hashes) throws IOException {
        int start = cursor.stringStart();
        for (int i = 0; i < hashes.length && cursor.stringBytes() == 20; i += 20) {
            if (Arrays.equals(bytes, start, start + 20, hashes, i, i + 20)) {
                return i / 20;
            }
        }
        throw new IOException("an info hash that was not requested");
    }

    @Override
    public void close() {}
}
