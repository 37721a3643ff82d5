package io.github.tracker6.redis;

import io.github.tracker6.ScrapeBatch;
import java.nio.ByteBuffer;

/** Counts hosts that have not expired. Not thread-safe. */
final class LiveCounts {
    private int seeders;
    private int partialSeeds;
    private int ipv4Hosts;
    private int ipv6Hosts;
    private int dualStackHosts;

    void add(ByteBuffer data, int at, int classNumber, long nowTick) {
        boolean alive4 = Records.hasIpv4(classNumber) && Records.isIpv4Alive(data, at, nowTick);
        boolean alive6 = Records.hasIpv6(classNumber) && Records.isIpv6Alive(data, classNumber, at, nowTick);
        if (!alive4 && !alive6) {
            return;
        }
        if (alive4 && alive6) {
            dualStackHosts++;
        } else if (alive4) {
            ipv4Hosts++;
        } else {
            ipv6Hosts++;
        }
        if (Records.isSeeder(classNumber)) {
            seeders++;
        } else if (Records.isPartialSeed(data, at)) {
            partialSeeds++;
        }
    }

    int hosts() {
        return ipv4Hosts + ipv6Hosts + dualStackHosts;
    }

    void put(ScrapeBatch batch, int index, int downloaded) {
        int incomplete = hosts() - seeders;
        batch.setCounts(index, seeders, incomplete, downloaded, incomplete - partialSeeds);
        batch.families(index, ipv4Hosts, ipv6Hosts, dualStackHosts);
    }
}
