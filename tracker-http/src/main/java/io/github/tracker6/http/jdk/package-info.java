/**
 * The tracker in the JDK's own {@link com.sun.net.httpserver.HttpServer}. Needs the module {@code jdk.httpserver}, which no
 * other package does.
 */
@NullMarked
package io.github.tracker6.http.jdk;

import org.jspecify.annotations.NullMarked;
