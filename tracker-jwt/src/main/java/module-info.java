/** Signed tokens in announce URLs. */
@SuppressWarnings("module") // as in tracker-core
module io.github.tracker6.jwt {
    requires com.google.common;
    requires com.nimbusds.jose.jwt;
    requires transitive io.github.tracker6.core;
    requires static transitive org.jspecify;

    exports io.github.tracker6.jwt;
}
