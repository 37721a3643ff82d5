package io.github.tracker6.benchmarks.redis;

/**
 * Who is there.
 *
 * @param peers endpoints over all swarms
 * @param zipf the exponent of the sizes of swarms
 * @param ipv6 the share of IPv6 among those of one family
 * @param dual the share of those who belong to a host with both families
 * @param seeders the share of seeders
 */
record Setup(int peers, int swarms, double zipf, double ipv6, double dual, double seeders, int numWant) {
    Setup withOneSwarm(int size) {
        return new Setup(size, 1, zipf, ipv6, dual, seeders, numWant);
    }
}
