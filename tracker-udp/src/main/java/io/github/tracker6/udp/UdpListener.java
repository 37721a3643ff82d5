package io.github.tracker6.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** One local address with its workers. */
final class UdpListener {
    private final InetSocketAddress address;
    private final int receiveBufferBytes;
    private final List<NioWorker> workers;

    private UdpListener(InetSocketAddress address, int receiveBufferBytes, List<NioWorker> workers) {
        this.address = address;
        this.receiveBufferBytes = receiveBufferBytes;
        this.workers = workers;
    }

    /**
     * Opens the sockets of an address; the threads do not run yet.
     *
     * @param address port 0 takes a free port
     */
    static UdpListener open(
            InetSocketAddress address, int workerCount, int receiveBufferBytes, UdpHandler handler, UdpStats stats)
            throws IOException {
        List<DatagramChannel> channels = UdpSockets.open(address, workerCount, receiveBufferBytes);
        try {
            DatagramChannel first = channels.get(0);
            int port = ((InetSocketAddress) first.getLocalAddress()).getPort();
            InetSocketAddress bound = new InetSocketAddress(address.getAddress(), port);
            List<NioWorker> workers = new ArrayList<>(channels.size());
            for (DatagramChannel channel : channels) {
                String name = "tracker6-udp " + BindPlan.name(bound) + " #" + workers.size();
                workers.add(new NioWorker(channel, handler, stats, name));
            }
            return new UdpListener(bound, first.getOption(StandardSocketOptions.SO_RCVBUF), workers);
        } catch (IOException | RuntimeException e) {
            UdpSockets.closeAll(channels);
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Returns what the kernel gave of the receive buffer asked for. */
    int receiveBufferBytes() {
        return receiveBufferBytes;
    }

    void start() {
        workers.forEach(NioWorker::start);
    }

    boolean isAlive() {
        return workers.stream().allMatch(NioWorker::isAlive);
    }

    void drain() {
        workers.forEach(NioWorker::drain);
    }

    boolean isHandling() {
        return workers.stream().anyMatch(NioWorker::isHandling);
    }

    void close() {
        workers.forEach(NioWorker::close);
    }

    void join(long deadlineNanos) throws InterruptedException {
        for (NioWorker worker : workers) {
            worker.join(deadlineNanos);
        }
    }
}
