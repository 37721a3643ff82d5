package io.github.tracker6.store.memory;

/** A position that goes round over the segments of a {@link SegmentDirectory} and over their slots. Not thread-safe. */
final class SegmentHand {
    private int place;
    private int depth;

    /** The next slot of the segment at the hand. */
    int slot;

    /** Returns whether the hand has passed the last segment. */
    boolean isAtEnd(SegmentDirectory directory) {
        // The directory may have grown since the last call.
        place <<= directory.depth() - depth;
        depth = directory.depth();
        return place >= directory.places();
    }

    /** Returns the segment at the hand, which is not at the end. */
    IndexSegment segment(SegmentDirectory directory) {
        return directory.segmentAt(place);
    }

    /** Moves on to the first slot of the segment after this one. */
    void moveOn(SegmentDirectory directory, IndexSegment segment) {
        slot = 0;
        place += directory.span(segment);
    }

    /** Goes back to the first segment. */
    void rewind() {
        slot = 0;
        place = 0;
    }
}
