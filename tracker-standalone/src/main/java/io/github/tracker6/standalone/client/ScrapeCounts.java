package io.github.tracker6.standalone.client;

/**
 * What a scrape says of one torrent.
 *
 * @param seeds how many peers have all
 * @param leechers how many do not
 * @param downloads how often the torrent was completed
 */
public record ScrapeCounts(long seeds, long leechers, long downloads) {}
