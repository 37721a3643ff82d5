package io.github.tracker6.http.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;

/** Linux's epoll through Netty's own library, with one listening socket per worker (SO_REUSEPORT). */
final class EpollTransport implements Transport {
    static boolean isAvailable() {
        return Epoll.isAvailable();
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return EpollIoHandler.newFactory();
    }

    @Override
    public ServerChannel open(SocketProtocolFamily family) {
        return new EpollServerSocketChannel(family);
    }

    @Override
    public boolean sharesPorts() {
        return true;
    }

    @Override
    public void sharePort(ServerChannel channel) {
        channel.config().setOption(EpollChannelOption.SO_REUSEPORT, true);
    }
}
