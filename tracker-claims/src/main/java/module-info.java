/** Probes peers: address claims and reachability. */
// As in tracker-core.
@SuppressWarnings({"module", "requires-automatic"})
module io.github.tracker6.claims {
    requires transitive io.github.tracker6.core;
    requires org.slf4j;
    requires static micrometer.core;
    requires static transitive org.jspecify;

    exports io.github.tracker6.claims;
    exports io.github.tracker6.claims.metrics;
}
