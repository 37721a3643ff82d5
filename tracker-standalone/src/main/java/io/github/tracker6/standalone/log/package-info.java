/**
 * The program's log: loggers of SLF4J that write lines of text or JSON to standard error, with levels that can change while
 * the program runs. May use SLF4J and, for JSON, Jackson; knows nothing of the tracker.
 */
@NullMarked
package io.github.tracker6.standalone.log;

import org.jspecify.annotations.NullMarked;
