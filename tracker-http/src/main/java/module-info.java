/** HTTP requests and answers of a tracker, without a server, and a handler for the JDK's server. */
@SuppressWarnings("module") // as in tracker-core
module io.github.tracker6.http {
    requires transitive io.github.tracker6.core;
    requires org.slf4j;
    // For io.github.tracker6.http.jdk: an application with that server requires it.
    requires static transitive jdk.httpserver;
    requires static transitive org.jspecify;

    exports io.github.tracker6.http;
    exports io.github.tracker6.http.jdk;
}
