package io.github.tracker6.http.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.util.List;

/** Linux's epoll through Netty's native library, with one listening socket per worker (SO_REUSEPORT). */
final class EpollTransport implements Transport {
    static boolean isAvailable() {
        return Epoll.isAvailable();
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return EpollIoHandler.newFactory();
    }

    @Override
    public Listener open(
            SocketProtocolFamily family, List<WorkerLoop> workerLoops, ServerContext context, Binding binding) {
        return new EpollListener(LinuxSocket.newSocketStream(family), workerLoops.get(0), binding);
    }

    @Override
    public ServerChannel newChannel(SocketProtocolFamily family) {
        return new EpollServerSocketChannel(family);
    }

    @Override
    public boolean sharesPorts() {
        return true;
    }
}
