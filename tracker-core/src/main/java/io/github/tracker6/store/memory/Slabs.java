package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Allocates blocks of 16 to 4,096 bytes in direct buffers. Memory comes in chunks of 32 KiB, cut into pages of 4 KiB;
 * a page serves blocks of one size. Pages without blocks serve any size again, chunks without pages are given back. A
 * block is named by an {@code int}: its offset in units of 16 bytes; 0 names none. Not thread-safe.
 */
final class Slabs {
    static final int MAX_BLOCK_BYTES = 4096;

    private static final int UNIT_SHIFT = 4;
    private static final int PAGE_SHIFT = 12;
    private static final int CHUNK_SHIFT = 15;
    private static final int PAGES_PER_CHUNK = 1 << (CHUNK_SHIFT - PAGE_SHIFT);
    private static final int UNITS_PER_PAGE_SHIFT = PAGE_SHIFT - UNIT_SHIFT;
    private static final int UNITS_PER_CHUNK_SHIFT = CHUNK_SHIFT - UNIT_SHIFT;
    private static final int CHUNK_UNITS_MASK = (1 << UNITS_PER_CHUNK_SHIFT) - 1;

    /** Block sizes, each the largest multiple of 16 that fits a whole number of times into a page. */
    private static final int[] SIZES = {
        16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 192, 224, 256, 288, 336, 368, 400, 448, 512, 576, 672, 816, 1024,
        1360, 2048, 4096
    };

    private static final byte[] CLASS_OF_UNITS = classOfUnits();
    private static final int NONE = -1;

    /** Empty pages that are kept, so that a block that comes and goes does not make chunks come and go. */
    private static final int SPARE_PAGES = PAGES_PER_CHUNK / 2;

    /** The first place stays empty, so that no block is named 0. */
    private @Nullable ByteBuffer[] chunks = new ByteBuffer[1];

    /** Per page: its size class, the blocks in use, its first free block, and its neighbours in a list. */
    private byte[] pageClass = new byte[PAGES_PER_CHUNK];

    private short[] pageUsed = new short[PAGES_PER_CHUNK];
    private int[] pageFree = new int[PAGES_PER_CHUNK];
    private int[] pageNext = new int[PAGES_PER_CHUNK];
    private int[] pagePrevious = new int[PAGES_PER_CHUNK];
    private final int[] partial = new int[SIZES.length];
    private int emptyPages = NONE;
    private int emptyPageCount;
    private byte[] chunkEmptyPages = new byte[1];

    Slabs() {
        Arrays.fill(partial, NONE);
    }

    /** Returns the size that a block of at least {@code bytes} really has. */
    static int sizeFor(int bytes) {
        return SIZES[classFor(bytes)];
    }

    /** Returns the buffer that holds a block. */
    ByteBuffer buffer(int block) {
        ByteBuffer buffer = chunks[block >>> UNITS_PER_CHUNK_SHIFT];
        if (buffer == null) {
            throw new AssertionError("block of a chunk that was given back");
        }
        return buffer;
    }

    /** Returns where in its buffer a block begins. */
    static int offset(int block) {
        return (block & CHUNK_UNITS_MASK) << UNIT_SHIFT;
    }

    /** Returns a block of {@code sizeFor(bytes)} bytes with undefined content. */
    int allocate(int bytes) {
        int sizeClass = classFor(bytes);
        int page = partial[sizeClass];
        if (page == NONE) {
            page = takeEmptyPage();
            format(page, sizeClass);
            push(page, sizeClass);
        }
        int block = pageFree[page];
        pageFree[page] = buffer(block).getInt(offset(block));
        pageUsed[page]++;
        if (pageFree[page] == 0) {
            unlink(page, sizeClass);
        }
        return block;
    }

    /** Takes a block back. */
    void free(int block) {
        int page = block >>> UNITS_PER_PAGE_SHIFT;
        int sizeClass = pageClass[page];
        boolean wasFull = pageFree[page] == 0;
        buffer(block).putInt(offset(block), pageFree[page]);
        pageFree[page] = block;
        pageUsed[page]--;
        if (wasFull) {
            push(page, sizeClass);
        }
        if (pageUsed[page] == 0) {
            unlink(page, sizeClass);
            giveBack(page);
        }
    }

    /** Returns the bytes held, used or not. */
    long reservedBytes() {
        return Arrays.stream(chunks).filter(Objects::nonNull).count() << CHUNK_SHIFT;
    }

    private int takeEmptyPage() {
        if (emptyPages == NONE) {
            addChunk();
        }
        int page = emptyPages;
        emptyPages = pageNext[page];
        if (emptyPages != NONE) {
            pagePrevious[emptyPages] = NONE;
        }
        chunkEmptyPages[page / PAGES_PER_CHUNK]--;
        emptyPageCount--;
        return page;
    }

    private void giveBack(int page) {
        addEmptyPage(page);
        int chunk = page / PAGES_PER_CHUNK;
        if (++chunkEmptyPages[chunk] == PAGES_PER_CHUNK && emptyPageCount >= SPARE_PAGES + PAGES_PER_CHUNK) {
            for (int p = chunk * PAGES_PER_CHUNK; p < (chunk + 1) * PAGES_PER_CHUNK; p++) {
                emptyPages = detach(p, emptyPages);
            }
            emptyPageCount -= PAGES_PER_CHUNK;
            chunks[chunk] = null;
        }
    }

    private void addEmptyPage(int page) {
        link(page, emptyPages);
        emptyPages = page;
        emptyPageCount++;
    }

    private void addChunk() {
        int chunk = 1;
        while (chunk < chunks.length && chunks[chunk] != null) {
            chunk++;
        }
        if (chunk == chunks.length) {
            growTables();
        }
        chunks[chunk] = ByteBuffer.allocateDirect(1 << CHUNK_SHIFT);
        chunkEmptyPages[chunk] = PAGES_PER_CHUNK;
        for (int page = (chunk + 1) * PAGES_PER_CHUNK - 1; page >= chunk * PAGES_PER_CHUNK; page--) {
            addEmptyPage(page);
        }
    }

    private void growTables() {
        int newChunks = chunks.length + Math.max(1, chunks.length / 4);
        int newPages = newChunks * PAGES_PER_CHUNK;
        chunks = Arrays.copyOf(chunks, newChunks);
        chunkEmptyPages = Arrays.copyOf(chunkEmptyPages, newChunks);
        pageClass = Arrays.copyOf(pageClass, newPages);
        pageUsed = Arrays.copyOf(pageUsed, newPages);
        pageFree = Arrays.copyOf(pageFree, newPages);
        pageNext = Arrays.copyOf(pageNext, newPages);
        pagePrevious = Arrays.copyOf(pagePrevious, newPages);
    }

    /** Strings the blocks of an empty page together. */
    private void format(int page, int sizeClass) {
        int first = page << UNITS_PER_PAGE_SHIFT;
        int step = SIZES[sizeClass] >>> UNIT_SHIFT;
        int free = 0;
        int blocks = (1 << PAGE_SHIFT) / SIZES[sizeClass];
        for (int i = blocks - 1; i >= 0; i--) {
            int block = first + i * step;
            buffer(block).putInt(offset(block), free);
            free = block;
        }
        pageClass[page] = (byte) sizeClass;
        pageUsed[page] = 0;
        pageFree[page] = free;
    }

    private void push(int page, int sizeClass) {
        link(page, partial[sizeClass]);
        partial[sizeClass] = page;
    }

    /** Puts a page in front of the list that begins at {@code head}. */
    private void link(int page, int head) {
        pageNext[page] = head;
        pagePrevious[page] = NONE;
        if (head != NONE) {
            pagePrevious[head] = page;
        }
    }

    private void unlink(int page, int sizeClass) {
        partial[sizeClass] = detach(page, partial[sizeClass]);
    }

    /** Takes a page out of the list that begins at {@code head}; returns the list's new head. */
    private int detach(int page, int head) {
        int next = pageNext[page];
        int previous = pagePrevious[page];
        if (next != NONE) {
            pagePrevious[next] = previous;
        }
        if (previous != NONE) {
            pageNext[previous] = next;
            return head;
        }
        return next;
    }

    private static int classFor(int bytes) {
        return CLASS_OF_UNITS[(bytes + (1 << UNIT_SHIFT) - 1) >>> UNIT_SHIFT];
    }

    private static byte[] classOfUnits() {
        byte[] classes = new byte[(MAX_BLOCK_BYTES >>> UNIT_SHIFT) + 1];
        int sizeClass = 0;
        for (int units = 0; units < classes.length; units++) {
            if ((units << UNIT_SHIFT) > SIZES[sizeClass]) {
                sizeClass++;
            }
            classes[units] = (byte) sizeClass;
        }
        return classes;
    }
}
