package io.github.tracker6.standalone;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what takes longest and needs no option, on another thread while the options are parsed. So a restart, in which
 * clients get no answer, is shorter.
 */
final class Preparation implements Runnable {
    private static final String RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    private Preparation() {}

    static void begin() {
        // Before the first class of TLS is loaded: else a client of TLS 1.2 may ask for handshake after handshake.
        if (System.getProperty(RENEGOTIATION) == null) {
            System.setProperty(RENEGOTIATION, "true");
        }
        Thread thread = new Thread(new Preparation(), "tracker6-preparation");
        thread.setDaemon(true);
        thread.start();
    }

    /** Loads Netty's native library and its memory. What fails here fails again where it is used. */
    @Override
    public void run() {
        Logger log = LoggerFactory.getLogger(Preparation.class);
        log.debug("Native epoll: {}, {}", Epoll.isAvailable(), ByteBufAllocator.DEFAULT);
    }
}
