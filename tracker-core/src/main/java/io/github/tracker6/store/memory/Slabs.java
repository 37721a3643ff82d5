package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Allocates blocks of up to 4,096 bytes in direct buffers. Not thread-safe, except {@link #peek} and
 * {@link #peekAtEnds}.
 *
 * <ul>
 *   <li>A chunk is a direct buffer of 32 KiB from the {@link ChunkPool}, divided into pages of 8 KiB. A chunk whose
 *       pages are all empty is given back.
 *   <li>A page has blocks of one size. An empty page may get another size.
 *   <li>A block is an {@code int}: the number of its page and its place in the page. 0 is no block.
 * </ul>
 */
final class Slabs {
    static final int MAX_BLOCK_BYTES = 4096;

    /** All blocks are numbers below this one. 19 of their bits are the page, so there are up to 4 GiB of pages. */
    static final int END_OF_BLOCKS = 1 << 27;

    private static final int PLACE_BITS = 8;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
    private static final int PAGE_SHIFT = 13;
    private static final int CHUNK_SHIFT = Integer.numberOfTrailingZeros(ChunkPool.CHUNK_BYTES);
    private static final int PAGES_PER_CHUNK = ChunkPool.CHUNK_BYTES >>> PAGE_SHIFT;
    private static final int PAGES_PER_CHUNK_SHIFT = Integer.numberOfTrailingZeros(PAGES_PER_CHUNK);

    /**
     * The number of blocks in a page, by size class. The sizes up to 256 bytes fit swarms of one family with few peers,
     * see {@link SwarmBlock}.
     */
    private static final int[] BLOCKS_PER_PAGE = {
        210, 157, 126, 107, 105, 90, 81, 65, 54, 46, 40, 36, 32, 29, 26, 23, 20, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6, 5,
        4, 3, 2
    };

    private static final int[] SIZES = Arrays.stream(BLOCKS_PER_PAGE)
            .map(blocks -> (1 << PAGE_SHIFT) / blocks)
            .toArray();

    private static final byte[] CLASS_OF_BYTES = classOfBytes();
    private static final int NONE = -1;

    /**
     * Empty pages that are kept: otherwise one block, allocated and freed again and again, could do the same to a
     * chunk.
     */
    private static final int SPARE_PAGES = PAGES_PER_CHUNK / 2;

    /** Element 0 stays empty, so that no block is 0. */
    private @Nullable ByteBuffer[] chunks = new ByteBuffer[1];

    /** By page: its size class, the blocks in use, its first free block or 0, and its neighbours in a list. */
    private byte[] pageClass = new byte[PAGES_PER_CHUNK];

    private short[] pageUsed = new short[PAGES_PER_CHUNK];
    private int[] pageFree = new int[PAGES_PER_CHUNK];
    private int[] pageNext = new int[PAGES_PER_CHUNK];
    private int[] pagePrevious = new int[PAGES_PER_CHUNK];
    private final int[] partial = new int[SIZES.length];
    private int emptyPages = NONE;
    private int emptyPageCount;
    private byte[] chunkEmptyPages = new byte[1];

    private final ChunkPool pool;
    private final Prefetch prefetch = new Prefetch(this);

    Slabs(ChunkPool pool) {
        this.pool = pool;
        Arrays.fill(partial, NONE);
    }

    /** Returns the size of the block that {@code allocate(bytes)} returns. */
    static int sizeFor(int bytes) {
        return SIZES[CLASS_OF_BYTES[bytes]];
    }

    /** Returns the size of a block. */
    int size(int block) {
        return SIZES[pageClass[block >>> PLACE_BITS]];
    }

    /** Returns the buffer that holds a block. */
    ByteBuffer buffer(int block) {
        return chunk(block >>> (PLACE_BITS + PAGES_PER_CHUNK_SHIFT));
    }

    /** Returns the address of an offset in the buffer of a block: one number for the buffer and the offset. */
    static long address(int block, int offset) {
        return ((long) (block >>> (PLACE_BITS + PAGES_PER_CHUNK_SHIFT)) << CHUNK_SHIFT) + offset;
    }

    /** Returns the buffer of an address. */
    ByteBuffer buffer(long address) {
        return chunk((int) (address >>> CHUNK_SHIFT));
    }

    /** Returns the offset of an address. */
    static int offset(long address) {
        return (int) address & (ChunkPool.CHUNK_BYTES - 1);
    }

    /** Returns the list of addresses to prefetch. There is one for all uses: each use is short. */
    Prefetch prefetch() {
        return prefetch;
    }

    private ByteBuffer chunk(int number) {
        ByteBuffer buffer = chunks[number];
        if (buffer == null) {
            throw new AssertionError("chunk " + number + " was given back");
        }
        return buffer;
    }

    /**
     * Returns four bytes of a block, or 0 if it has no memory. Needs no lock: the block may be free, or may never have
     * existed.
     */
    int peek(int block, int at) {
        int page = block >>> PLACE_BITS;
        ByteBuffer buffer = bufferIfAny(page);
        int offset = buffer == null ? 0 : startOf(block, page) + at;
        return buffer == null || offset > ChunkPool.CHUNK_BYTES - Integer.BYTES ? 0 : buffer.getInt(offset);
    }

    /** Reads four bytes at the begin and four at the end of a block. Needs no lock, see {@link #peek}. */
    int peekAtEnds(int block) {
        int page = block >>> PLACE_BITS;
        ByteBuffer buffer = bufferIfAny(page);
        if (buffer == null) {
            return 0;
        }
        int size = SIZES[pageClass[page]];
        return peek(block, 0) + peek(block, size - Integer.BYTES);
    }

    private @Nullable ByteBuffer bufferIfAny(int page) {
        @Nullable ByteBuffer[] all = chunks;
        int chunk = page >>> PAGES_PER_CHUNK_SHIFT;
        return chunk < all.length && page < pageClass.length ? all[chunk] : null;
    }

    /** Returns the offset of a block in its buffer. */
    int offset(int block) {
        return startOf(block, block >>> PLACE_BITS);
    }

    private int startOf(int block, int page) {
        return ((page & (PAGES_PER_CHUNK - 1)) << PAGE_SHIFT) + (block & PLACE_MASK) * SIZES[pageClass[page]];
    }

    /** Returns a block of {@code sizeFor(bytes)} bytes, whose content is undefined. */
    int allocate(int bytes) {
        int sizeClass = CLASS_OF_BYTES[bytes];
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

    /** Takes back a block, which the caller must not use any more. */
    void free(int block) {
        int page = block >>> PLACE_BITS;
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

    /** Returns whether to move a block, because its page is at most 7/8 full and another page has room. */
    boolean isSparse(int block) {
        int page = block >>> PLACE_BITS;
        int sizeClass = pageClass[page];
        return pageUsed[page] * 8 <= BLOCKS_PER_PAGE[sizeClass] * 7 && partial[sizeClass] != page;
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
            pool.giveBack(buffer(page << PLACE_BITS));
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
        chunks[chunk] = pool.take();
        chunkEmptyPages[chunk] = PAGES_PER_CHUNK;
        for (int page = (chunk + 1) * PAGES_PER_CHUNK - 1; page >= chunk * PAGES_PER_CHUNK; page--) {
            addEmptyPage(page);
        }
    }

    private void growTables() {
        int newChunks = chunks.length + Math.max(1, chunks.length / 8);
        int newPages = newChunks * PAGES_PER_CHUNK;
        if (newPages >= END_OF_BLOCKS >>> PLACE_BITS) {
            throw new OutOfMemoryError("a shard of the memory store holds 4 GiB already");
        }
        chunks = Arrays.copyOf(chunks, newChunks);
        chunkEmptyPages = Arrays.copyOf(chunkEmptyPages, newChunks);
        pageClass = Arrays.copyOf(pageClass, newPages);
        pageUsed = Arrays.copyOf(pageUsed, newPages);
        pageFree = Arrays.copyOf(pageFree, newPages);
        pageNext = Arrays.copyOf(pageNext, newPages);
        pagePrevious = Arrays.copyOf(pagePrevious, newPages);
    }

    /** Makes an empty page one of a size class: links its blocks to a list of free blocks. */
    private void format(int page, int sizeClass) {
        pageClass[page] = (byte) sizeClass;
        pageUsed[page] = 0;
        int free = 0;
        for (int place = BLOCKS_PER_PAGE[sizeClass] - 1; place >= 0; place--) {
            int block = (page << PLACE_BITS) | place;
            buffer(block).putInt(offset(block), free);
            free = block;
        }
        pageFree[page] = free;
    }

    private void push(int page, int sizeClass) {
        link(page, partial[sizeClass]);
        partial[sizeClass] = page;
    }

    /** Adds a page at the front of the list that begins at {@code head}. */
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

    /** Removes a page from the list that begins at {@code head}. Returns the new head. */
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

    private static byte[] classOfBytes() {
        byte[] classes = new byte[MAX_BLOCK_BYTES + 1];
        int sizeClass = 0;
        for (int bytes = 0; bytes < classes.length; bytes++) {
            if (bytes > SIZES[sizeClass]) {
                sizeClass++;
            }
            classes[bytes] = (byte) sizeClass;
        }
        return classes;
    }
}
