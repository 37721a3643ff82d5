package io.github.tracker6.store.memory;

import java.util.Arrays;

/**
 * The records of a {@link LargePeers}: one array of records per group, without gaps, in pages. The handle of a record
 * is (number of its page in this table) x (records per page) + (its place in the page). So handles are small numbers,
 * which keeps the indexes of them small. The last page of a group grows with the group. Not thread-safe.
 */
final class GroupPages {
    private static final int FIRST_RECORDS = 8;

    private final Slabs slabs;
    private final PeerRecords records;
    private final int stride;
    private final int recordsPerPage;

    /** By number of page: its block (0 if the number is free), its group, and its rank among the pages of the group. */
    private int[] blocks = new int[2];

    private byte[] groups = new byte[2];
    private int[] ranks = new int[2];

    /** By group: the numbers of its pages, its records, and the records for which there is room. */
    private final int[][] pages = new int[PeerState.GROUPS][0];

    private final int[] counts = new int[PeerState.GROUPS];
    private final int[] room = new int[PeerState.GROUPS];

    /** The set of groups that have records. */
    private int filled;

    /** All page numbers below this one are in use. */
    private int lowestFree;

    GroupPages(Slabs slabs, PeerRecords records) {
        this.slabs = slabs;
        this.records = records;
        this.stride = records.bytes();
        this.recordsPerPage = Slabs.MAX_BLOCK_BYTES / stride;
    }

    int count(int group) {
        return counts[group];
    }

    /** Returns the set of groups that have records: often three of them, without hosts of both families. */
    int filled() {
        return filled;
    }

    /** Returns the group of a record. */
    int group(int handle) {
        return groups[handle / recordsPerPage];
    }

    /** Returns the handle of the record at a position of a group. */
    int handle(int group, int position) {
        int rank = position / recordsPerPage;
        return pages[group][rank] * recordsPerPage + (position - rank * recordsPerPage);
    }

    /** Returns the block that holds a record. */
    int block(int handle) {
        return blocks[handle / recordsPerPage];
    }

    /** Returns the offset of a record in the buffer of its block. */
    int at(int handle) {
        int page = handle / recordsPerPage;
        return slabs.offset(blocks[page]) + (handle - page * recordsPerPage) * stride;
    }

    /** Returns the address of a record, see {@link Slabs#buffer(long)}. */
    long address(int handle) {
        int page = handle / recordsPerPage;
        int block = blocks[page];
        return Slabs.address(block, slabs.offset(block) + (handle - page * recordsPerPage) * stride);
    }

    /** Returns how many records of one group lie side by side, from a handle on. */
    int rowLength(int handle) {
        int page = handle / recordsPerPage;
        int place = handle - page * recordsPerPage;
        return Math.min(recordsPerPage, counts[groups[page]] - ranks[page] * recordsPerPage) - place;
    }

    /** Makes room after the last record of a group, and returns its handle. */
    int append(int group) {
        int position = counts[group]++;
        filled |= 1 << group;
        if (position == room[group]) {
            growLastPage(group, position);
        }
        return handle(group, position);
    }

    /** Removes the last record of a group. */
    void dropLast(int group) {
        int position = --counts[group];
        if (position == 0) {
            filled &= ~(1 << group);
        }
        if (position % recordsPerPage == 0) {
            int rank = position / recordsPerPage;
            int page = pages[group][rank];
            slabs.free(blocks[page]);
            blocks[page] = 0;
            lowestFree = Math.min(lowestFree, page);
            room[group] = position;
        }
    }

    private void growLastPage(int group, int position) {
        int rank = position / recordsPerPage;
        int oldRecords = position - rank * recordsPerPage;
        int wanted = Math.min(recordsPerPage, Math.max(FIRST_RECORDS, oldRecords + oldRecords / 2));
        int bytes = Slabs.sizeFor(wanted * stride);
        int block = slabs.allocate(bytes);
        if (oldRecords == 0) {
            addPage(group, rank, block);
        } else {
            int page = pages[group][rank];
            int old = blocks[page];
            records.copy(slabs.buffer(old), slabs.offset(old), slabs.buffer(block), slabs.offset(block), oldRecords);
            slabs.free(old);
            blocks[page] = block;
        }
        room[group] = rank * recordsPerPage + Math.min(recordsPerPage, bytes / stride);
    }

    private void addPage(int group, int rank, int block) {
        while (lowestFree < blocks.length && blocks[lowestFree] != 0) {
            lowestFree++;
        }
        int page = lowestFree;
        if (page == blocks.length) {
            int more = page + 1 + page / 8;
            blocks = Arrays.copyOf(blocks, more);
            groups = Arrays.copyOf(groups, more);
            ranks = Arrays.copyOf(ranks, more);
        }
        int[] list = pages[group];
        if (rank == list.length) {
            list = Arrays.copyOf(list, rank + 1 + rank / 8);
            pages[group] = list;
        }
        list[rank] = page;
        blocks[page] = block;
        groups[page] = (byte) group;
        ranks[page] = rank;
    }
}
