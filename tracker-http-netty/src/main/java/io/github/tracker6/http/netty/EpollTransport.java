package io.github.tracker6.http.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** Linux's epoll through the native library of Netty 4.2, with one listening socket per worker (SO_REUSEPORT). */
final class EpollTransport implements Transport {
    static boolean isAvailable() {
        return NettyVersion.HAS_IO_EVENT_LOOPS && Epoll.isAvailable();
    }

    @Override
    public EventLoopGroup newLoops(int workers, ThreadFactory threads) {
        return new MultiThreadIoEventLoopGroup(workers, threads, EpollIoHandler.newFactory());
    }

    @Override
    public Listener open(
            StandardProtocolFamily family, List<WorkerLoop> workerLoops, ServerContext context, Binding binding) {
        return new EpollListener(LinuxSocket.newSocketStream(netty(family)), workerLoops.get(0), binding);
    }

    @Override
    public ServerChannel newChannel(StandardProtocolFamily family) {
        return new EpollServerSocketChannel(netty(family));
    }

    private static SocketProtocolFamily netty(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }

    @Override
    public boolean sharesPorts() {
        return true;
    }
}
