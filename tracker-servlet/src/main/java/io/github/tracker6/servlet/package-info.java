/**
 * The tracker in a web application: a filter for Jakarta Servlet 6, which works in Tomcat, Jetty and Undertow. It uses the
 * HTTP adapter and the servlet API, which the container brings.
 */
@NullMarked
package io.github.tracker6.servlet;

import org.jspecify.annotations.NullMarked;
