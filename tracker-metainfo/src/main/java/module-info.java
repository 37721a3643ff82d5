/** Torrent files: read, edit, create, and the list of those in folders. */
// As in tracker-core.
@SuppressWarnings({"module", "requires-automatic"})
module io.github.tracker6.metainfo {
    requires transitive io.github.tracker6.core;
    requires org.slf4j;
    requires static micrometer.core;
    requires static transitive org.jspecify;

    exports io.github.tracker6.metainfo;
    exports io.github.tracker6.metainfo.metrics;
}
