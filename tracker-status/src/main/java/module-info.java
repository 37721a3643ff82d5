/** Page, JSON, CSV and meters of what a tracker does. */
// As in tracker-core.
@SuppressWarnings({"module", "requires-automatic"})
module io.github.tracker6.status {
    requires com.fasterxml.jackson.core;
    requires transitive io.github.tracker6.http;
    requires transitive io.github.tracker6.metainfo;
    requires org.slf4j;
    requires static micrometer.core;
    requires static transitive org.jspecify;

    exports io.github.tracker6.status;
    exports io.github.tracker6.status.metrics;
}
