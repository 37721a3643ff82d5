/** The contracts of stores and of HTTP servers, test clients and a manual clock. */
@SuppressWarnings("module") // as in tracker-core
module io.github.tracker6.testkit {
    requires transitive io.github.tracker6.core;
    requires java.management;
    requires jdk.management;
    requires org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires static transitive org.jspecify;

    exports io.github.tracker6.testkit;

    // JUnit runs the tests of the contracts.
    opens io.github.tracker6.testkit to
            org.junit.platform.commons;
}
