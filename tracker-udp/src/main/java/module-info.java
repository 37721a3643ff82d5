/** The UDP server of a tracker. */
// As in tracker-core.
@SuppressWarnings({"module", "requires-automatic"})
module io.github.tracker6.udp {
    requires transitive io.github.tracker6.core;
    requires org.slf4j;
    requires static micrometer.core;
    requires static transitive org.jspecify;

    exports io.github.tracker6.udp;
    exports io.github.tracker6.udp.metrics;
}
