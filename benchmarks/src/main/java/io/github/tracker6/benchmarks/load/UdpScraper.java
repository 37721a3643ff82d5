package io.github.tracker6.benchmarks.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Scrapes over UDP (BEP 15). */
final class UdpScraper implements Scraper {
    private static final int ACTION_CONNECT = 0;
    private static final int ACTION_SCRAPE = 2;

    private final DatagramSocket socket;
    private final long connectionId;
    private int transaction = 0x5c7a9e00;

    UdpScraper(Target target, InetSocketAddress source, int timeoutMillis) throws IOException {
        socket = new DatagramSocket(source);
        try {
            socket.connect(target.address());
            socket.setSoTimeout(timeoutMillis);
            ByteBuffer question = ByteBuffer.allocate(16).putLong(0x41727101980L);
            connectionId = ask(question, ACTION_CONNECT, 16).getLong(8);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public int limit() {
        return 70;
    }

    @Override
    public int[] scrape(byte[] hashes) throws IOException {
        ByteBuffer question = ByteBuffer.allocate(16 + hashes.length).putLong(connectionId);
        question.position(16).put(hashes).position(8);
        ByteBuffer answer = ask(question, ACTION_SCRAPE, 8 + hashes.length / 20 * 12);
        int[] counts = new int[hashes.length / 20 * 3];
        answer.position(8).asIntBuffer().get(counts);
        return counts;
    }

    private ByteBuffer ask(ByteBuffer question, int action, int wanted) throws IOException {
        transaction++;
        question.putInt(8, action).putInt(12, transaction);
        byte[] bytes = new byte[question.capacity()];
        question.get(0, bytes);
        socket.send(new DatagramPacket(bytes, bytes.length));
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(packet);
        ByteBuffer answer = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        if (packet.getLength() != wanted || answer.getInt(0) != action || answer.getInt(4) != transaction) {
            throw new IOException(
                    "action " + action + " answered with " + packet.getLength() + " bytes, not " + wanted);
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
