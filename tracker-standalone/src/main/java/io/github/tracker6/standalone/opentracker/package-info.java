/** Makes our configuration of one of opentracker. Uses the JDK alone. */
@NullMarked
package io.github.tracker6.standalone.opentracker;

import org.jspecify.annotations.NullMarked;
