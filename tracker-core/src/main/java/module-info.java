/** The engine of a tracker, its values, the interface of stores, the memory store, access lists and meters. */
// module: the name ends with the digit that the project has; the modules behind "to" are compiled after this one.
// requires-automatic: Micrometer has no descriptor. It is optional, so an image that the JDK links is without it.
@SuppressWarnings({"module", "requires-automatic"})
module io.github.tracker6.core {
    requires com.google.common;
    requires java.management;
    // The memory store asks it for the limit of direct memory, the servers for that of files. Both ask by name.
    requires jdk.management;
    requires org.slf4j;
    requires static micrometer.core;
    requires static transitive org.jspecify;

    exports io.github.tracker6;
    exports io.github.tracker6.access;
    exports io.github.tracker6.address;
    exports io.github.tracker6.engine;
    exports io.github.tracker6.health;
    exports io.github.tracker6.metrics;
    exports io.github.tracker6.store;
    exports io.github.tracker6.store.memory;
    exports io.github.tracker6.store.plain;
    exports io.github.tracker6.store.shared;
    exports io.github.tracker6.store.shared.metrics;
    exports io.github.tracker6.internal to
            io.github.tracker6.claims,
            io.github.tracker6.http,
            io.github.tracker6.http.netty,
            io.github.tracker6.jwt,
            io.github.tracker6.metainfo,
            io.github.tracker6.redis,
            io.github.tracker6.server,
            io.github.tracker6.status,
            io.github.tracker6.testkit,
            io.github.tracker6.udp;
}
