/** A mirror with a tracker, as a Spring Boot application. */
@NullMarked
package io.github.tracker6.examples.spring;

import org.jspecify.annotations.NullMarked;
