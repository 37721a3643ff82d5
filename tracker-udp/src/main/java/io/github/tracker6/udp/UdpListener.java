package io.github.tracker6.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** One local address with its sockets and their workers. */
final class UdpListener {
    private final InetSocketAddress address;
    private final int receiveBufferBytes;
    private final List<UdpWorker> workers;

    private UdpListener(InetSocketAddress address, int receiveBufferBytes, List<UdpWorker> workers) {
        this.address = address;
        this.receiveBufferBytes = receiveBufferBytes;
        this.workers = workers;
    }

    /**
     * Makes a listener for the sockets of one address. Starts no thread.
     *
     * @param sockets at least one; closed if this method fails
     */
    static UdpListener of(List<UdpSocket> sockets, UdpHandler handler, UdpStats stats) throws IOException {
        try {
            UdpSocket first = sockets.get(0);
            int receiveBufferBytes = first.receiveBufferBytes();
            InetSocketAddress bound = first.address();
            List<UdpWorker> workers = new ArrayList<>(sockets.size());
            for (UdpSocket socket : sockets) {
                String name = "tracker6-udp " + BindPlan.name(bound) + " #" + workers.size();
                workers.add(socket.worker(handler, stats, name));
            }
            return new UdpListener(bound, receiveBufferBytes, workers);
        } catch (Throwable e) { // direct memory for the workers may be used up
            sockets.forEach(UdpSocket::close);
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Returns the size of the receive buffer that the kernel granted. */
    int receiveBufferBytes() {
        return receiveBufferBytes;
    }

    void start() {
        workers.forEach(UdpWorker::start);
    }

    boolean isAlive() {
        return workers.stream().allMatch(UdpWorker::isAlive);
    }

    boolean isAnyAlive() {
        return workers.stream().anyMatch(UdpWorker::isAlive);
    }

    void drain() {
        workers.forEach(UdpWorker::drain);
    }

    boolean isHandling() {
        return workers.stream().anyMatch(UdpWorker::isHandling);
    }

    void close() {
        workers.forEach(UdpWorker::close);
    }

    void join(long deadlineNanos) throws InterruptedException {
        for (UdpWorker worker : workers) {
            worker.join(deadlineNanos);
        }
    }
}
