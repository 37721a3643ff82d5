package io.github.tracker6.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import javax.net.ssl.SSLException;

/**
 * A handshake in memory with a certificate. It finds out whether Java takes the key, and it loads what the first handshake
 * loads, which takes too long for an event loop. Stateless.
 */
final class TrialHandshake {
    private static final int MAX_ROUNDS = 20;

    private TrialHandshake() {}

    /**
     * Runs it.
     *
     * @throws IOException if a client that trusts every certificate does not agree with the server
     */
    static void run(SslContext server) throws IOException {
        EmbeddedChannel serverSide = new EmbeddedChannel();
        EmbeddedChannel clientSide = new EmbeddedChannel();
        try {
            SslHandler offered = server.newHandler(serverSide.alloc());
            SslHandler wanted = client().newHandler(clientSide.alloc());
            serverSide.pipeline().addLast(offered);
            clientSide.pipeline().addLast(wanted);
            for (int round = 0; round < MAX_ROUNDS && !offered.handshakeFuture().isDone(); round++) {
                move(clientSide, serverSide);
                move(serverSide, clientSide);
            }
            if (!offered.handshakeFuture().isSuccess()) {
                throw new SSLException("no agreement", offered.handshakeFuture().cause());
            }
        } finally {
            release(serverSide);
            release(clientSide);
        }
    }

    /** Fails for no reason of the handshake, which would hide that of the caller. */
    private static void release(EmbeddedChannel side) {
        var unused = side.close();
        side.releaseInbound();
        side.releaseOutbound();
    }

    private static SslContext client() throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
    }

    private static void move(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
        }
    }
}
