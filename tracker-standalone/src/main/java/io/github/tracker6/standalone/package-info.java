/**
 * The program that operators run: its commands, options, configuration file and signals. May use every module, and no
 * module uses it.
 */
@NullMarked
package io.github.tracker6.standalone;

import org.jspecify.annotations.NullMarked;
