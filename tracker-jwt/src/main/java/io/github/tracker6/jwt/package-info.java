/**
 * An interceptor that serves requests with a signed token. May use the JDK, the values, the engine, Guava and Nimbus JOSE +
 * JWT, which is in no public signature.
 */
@NullMarked
package io.github.tracker6.jwt;

import org.jspecify.annotations.NullMarked;
