package io.github.tracker6.http.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;

/** The JDK's selectors: everywhere. */
final class NioTransport implements Transport {
    @Override
    public IoHandlerFactory ioHandlers() {
        return NioIoHandler.newFactory();
    }

    @Override
    public ServerChannel open(SocketProtocolFamily family) {
        return new NioServerSocketChannel(SelectorProvider.provider(), family);
    }

    @Override
    public boolean sharesPorts() {
        return false;
    }

    @Override
    public void sharePort(ServerChannel channel) {
        throw new UnsupportedOperationException("not with NIO");
    }
}
