package io.github.tracker6.spring;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.server.TrackerServerBuilder;
import java.util.List;

/** Options of an HTTP server of the tracker's own. Apart, since its classes may be missing on the class path. */
final class NettyOptions {
    private NettyOptions() {}

    static void add(TrackerServerBuilder builder, List<Cidr> trustedProxies, boolean rateLimit) {
        builder.http(http -> http.trustedProxies(trustedProxies).rateLimit(rateLimit));
    }
}
