/**
 * The tracker in a Spring Boot application, version 3.5 or 4: a {@link io.github.tracker6.server.TrackerServer} as a bean, made
 * from the properties {@code tracker6.*} and the application's own beans. May use the server, the filter and Spring; what a version of
 * Spring Boot has elsewhere stands in one class for each place.
 */
@NullMarked
package io.github.tracker6.spring;

import org.jspecify.annotations.NullMarked;
