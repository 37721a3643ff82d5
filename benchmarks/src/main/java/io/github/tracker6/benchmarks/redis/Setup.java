package io.github.tracker6.benchmarks.redis;

/**
 * The peers of a measurement. Immutable.
 *
 * @param peers the number of endpoints over all swarms
 * @param swarms the number of swarms
 * @param zipf the exponent of the sizes of swarms
 * @param ipv6 the share of IPv6 among the hosts with one family
 * @param dual the share of endpoints that belong to a host with both families
 * @param seeders the share of seeders
 * @param numWant the peers wanted per announce
 */
record Setup(int peers, int swarms, double zipf, double ipv6, double dual, double seeders, int numWant) {
    Setup withOneSwarm(int size) {
        return new Setup(size, 1, zipf, ipv6, dual, seeders, numWant);
    }
}
