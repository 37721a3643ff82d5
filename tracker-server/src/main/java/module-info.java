/** A whole tracker as one object. */
@SuppressWarnings({"module", "requires-automatic"}) // as in tracker-core
module io.github.tracker6.server {
    requires transitive io.github.tracker6.http.netty;
    requires transitive io.github.tracker6.metainfo;
    requires transitive io.github.tracker6.status;
    requires transitive io.github.tracker6.udp;
    requires static micrometer.core;
    requires static transitive org.jspecify;

    exports io.github.tracker6.server;
}
