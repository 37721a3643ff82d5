/** A mirror of images on Jetty with a tracker on its port; uses {@code tracker-servlet} and {@code tracker-server}. */
@NullMarked
package io.github.tracker6.examples.mirror.servlet;

import org.jspecify.annotations.NullMarked;
