/** The command line tools; may use every module. */
@NullMarked
package io.github.tracker6.examples.tools;

import org.jspecify.annotations.NullMarked;
