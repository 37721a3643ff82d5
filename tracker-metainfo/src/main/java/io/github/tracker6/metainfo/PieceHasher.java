package io.github.tracker6.metainfo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hashes the pieces of a torrent on several threads. Each thread holds one piece in memory. {@link #run()} is called by each
 * of them, and returns when no piece is left.
 */
final class PieceHasher implements Runnable {
    private static final int SHA_1 = Digest.SHA_1.bytes();
    private static final int SHA_256 = Digest.SHA_256.bytes();

    private final List<Part> parts;
    private final int pieceLength;
    private final boolean isHybrid;
    private final byte[] v1;
    private final byte[] v2;

    /** The number of the first part of each piece; the last is that behind the last piece. */
    private final int[] firstParts;

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong hashedBytes = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean isCancelled;

    /**
     * A part of a file that lies in one piece.
     *
     * @param offset in the file
     * @param bytes of the file
     * @param padBytes zeros behind them
     */
    record Part(SourceFile file, long offset, int bytes, int padBytes) {}

    /**
     * Makes a hasher.
     *
     * @param parts in the order of the torrent
     * @param firstParts which of them begin pieces, and the number of parts at the end
     * @param isHybrid whether each piece has one part, and is hashed for v2, too
     */
    PieceHasher(List<Part> parts, int[] firstParts, int pieceLength, boolean isHybrid) {
        this.parts = parts;
        this.firstParts = firstParts;
        this.pieceLength = pieceLength;
        this.isHybrid = isHybrid;
        int pieces = firstParts.length - 1;
        this.v1 = new byte[Math.multiplyExact(pieces, SHA_1)];
        this.v2 = isHybrid ? new byte[Math.multiplyExact(pieces, SHA_256)] : new byte[0];
    }

    @Override
    public void run() {
        try {
            byte[] buffer = new byte[pieceLength];
            int pieces = firstParts.length - 1;
            for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                if (isCancelled) {
                    return;
                }
                hash(piece, buffer);
            }
        } catch (IOException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            isCancelled = true;
        }
    }

    private void hash(int piece, byte[] buffer) throws IOException {
        int length = 0;
        int data = 0;
        for (int i = firstParts[piece]; i < firstParts[piece + 1]; i++) {
            Part part = parts.get(i);
            read(part, buffer, length);
            data += part.bytes();
            length += part.bytes();
            Arrays.fill(buffer, length, length + part.padBytes(), (byte) 0);
            length += part.padBytes();
        }
        System.arraycopy(Digest.SHA_1.of(buffer, 0, length), 0, v1, piece * SHA_1, SHA_1);
        if (isHybrid) {
            boolean isWholeFile = parts.get(firstParts[piece]).file().length() <= pieceLength;
            System.arraycopy(v2(buffer, data, isWholeFile), 0, v2, piece * SHA_256, SHA_256);
        }
        hashedBytes.addAndGet(data);
    }

    /** The root of the blocks of a piece. The tree of a smaller file has its own height (BEP 52, "pieces root"). */
    private byte[] v2(byte[] buffer, int length, boolean isWholeFile) {
        int block = PieceLayers.BLOCK_BYTES;
        int blocks = isWholeFile ? (length - 1) / block + 1 : pieceLength / block;
        byte[] leaves = new byte[blocks * SHA_256];
        for (int at = 0; at < length; at += block) {
            byte[] leaf = Digest.SHA_256.of(buffer, at, Math.min(at + block, length));
            System.arraycopy(leaf, 0, leaves, at / block * SHA_256, SHA_256);
        }
        return PieceLayers.root(leaves, new byte[SHA_256]);
    }

    private static void read(Part part, byte[] buffer, int at) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(buffer, at, part.bytes());
        try (FileChannel channel = FileChannel.open(part.file().path(), StandardOpenOption.READ)) {
            long position = part.offset();
            while (target.hasRemaining()) {
                int read = channel.read(target, position);
                if (read < 0) {
                    throw part.file().changed();
                }
                position += read;
            }
        }
    }

    void cancel() {
        isCancelled = true;
    }

    long hashedBytes() {
        return hashedBytes.get();
    }

    /** Throws what ended a thread, if something did. */
    void rethrow() throws IOException {
        Throwable thrown = failure.get();
        if (thrown instanceof IOException e) {
            throw e;
        }
        if (thrown != null) {
            throw new IllegalStateException("hashing failed: " + thrown, thrown);
        }
    }

    /** The SHA-1 of each piece. */
    byte[] v1() {
        return v1;
    }

    /** The v2 hashes of some pieces. */
    byte[] v2(int fromPiece, int toPiece) {
        return Arrays.copyOfRange(v2, fromPiece * SHA_256, toPiece * SHA_256);
    }
}
