package io.github.tracker6.metainfo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which parts of which files each piece has. In a v1 torrent the files follow each other; in a hybrid each file begins with a
 * piece, and pad files fill the pieces up (BEP 47).
 */
final class PieceLayout {
    private final List<PieceHasher.Part> parts = new ArrayList<>();
    private final int[] firstParts;
    private final int[] padsBefore;
    private final int[] firstPieces;

    PieceLayout(List<SourceFile> files, int pieceLength, boolean isAligned) throws IOException {
        padsBefore = new int[files.size()];
        firstPieces = new int[files.size() + 1];
        int[] starts = new int[16];
        int pieces = 0;
        int used = pieceLength; // of the current piece
        for (int i = 0; i < files.size(); i++) {
            SourceFile file = files.get(i);
            if (isAligned && file.length() > 0 && used < pieceLength) {
                padsBefore[i] = pieceLength - used;
                padLastPart(padsBefore[i]);
                used = pieceLength;
            }
            firstPieces[i] = pieces;
            long offset = 0;
            while (offset < file.length()) {
                if (used == pieceLength) {
                    if (pieces == Integer.MAX_VALUE / Digest.SHA_256.bytes()) {
                        throw new IOException("there are too many pieces; make them longer");
                    }
                    starts = pieces == starts.length ? Arrays.copyOf(starts, 2 * pieces) : starts;
                    starts[pieces++] = parts.size();
                    used = 0;
                }
                int bytes = (int) Math.min(pieceLength - used, file.length() - offset);
                parts.add(new PieceHasher.Part(file, offset, bytes, 0));
                used += bytes;
                offset += bytes;
            }
        }
        firstPieces[files.size()] = pieces;
        firstParts = Arrays.copyOf(starts, pieces + 1);
        firstParts[pieces] = parts.size();
    }

    private void padLastPart(int bytes) {
        int last = parts.size() - 1;
        PieceHasher.Part part = parts.get(last);
        parts.set(last, new PieceHasher.Part(part.file(), part.offset(), part.bytes(), bytes));
    }

    List<PieceHasher.Part> parts() {
        return parts;
    }

    int[] firstParts() {
        return firstParts;
    }

    /** How long the pad file before a file is; 0 if there is none. */
    int padBefore(int file) {
        return padsBefore[file];
    }

    /** The first piece of a file, where files begin with pieces. */
    int firstPiece(int file) {
        return firstPieces[file];
    }
}
