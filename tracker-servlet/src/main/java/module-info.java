/** A servlet filter that is a tracker. */
@SuppressWarnings("module") // as in tracker-core
module io.github.tracker6.servlet {
    requires transitive io.github.tracker6.http;
    // The container has it.
    requires static jakarta.servlet;
    requires static transitive org.jspecify;

    exports io.github.tracker6.servlet;
}
