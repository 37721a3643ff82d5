/**
 * The tracker in a Netty pipeline of the application's own. Needs {@code netty-codec-http}, which no other package does.
 */
@NullMarked
package io.github.tracker6.http.netty.pipeline;

import org.jspecify.annotations.NullMarked;
