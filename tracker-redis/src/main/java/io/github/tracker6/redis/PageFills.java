package io.github.tracker6.redis;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How many hosts the pages of a large swarm hold, as far as this node saw them. The page that a sample begins with is drawn
 * by that. Thread-safe: a note that gets lost among others is made again soon.
 */
final class PageFills {
    private static final int MOST_NOTED = 254;

    /** After so many draws any page will do: a count that is far too high keeps no announce waiting. */
    private static final int MAX_DRAWS = 32;

    // By class and page, one more than there were hosts; 0 where it is not known.
    private volatile byte[][] noted = new byte[Records.CLASSES + 1][];
    private final int[] most = new int[Records.CLASSES + 1];

    PageFills() {
        Arrays.fill(noted, new byte[0]);
    }

    /** Notes how many hosts a page holds. */
    void saw(int classNumber, int page, int hosts) {
        byte[] pages = noted[classNumber];
        if (page >= pages.length) {
            pages = grown(classNumber, page);
        }
        int count = Math.min(MOST_NOTED, hosts);
        pages[page] = (byte) (count + 1);
        most[classNumber] = Math.max(most[classNumber], count);
    }

    private synchronized byte[] grown(int classNumber, int page) {
        byte[] pages = noted[classNumber];
        if (page < pages.length) {
            return pages;
        }
        byte[][] all = noted.clone();
        all[classNumber] = Arrays.copyOf(pages, page + 1 + page / 4);
        noted = all;
        return all[classNumber];
    }

    /** Draws a page of a class, each as likely as it is full. */
    int draw(SwarmState header, int classNumber, RandomGenerator random) {
        byte[] pages = noted[classNumber];
        int count = header.pages(classNumber);
        double expected = header.expectedHosts(classNumber, count - 1);
        double bound = Math.max(most[classNumber], 2 * expected);
        int page = random.nextInt(count);
        for (int i = 1; i < MAX_DRAWS; i++) {
            int known = page < pages.length ? pages[page] & 0xff : 0;
            double hosts = known > 0 ? known - 1 : header.expectedHosts(classNumber, page);
            if (random.nextDouble() * bound < hosts) {
                break;
            }
            page = random.nextInt(count);
        }
        return page;
    }
}
