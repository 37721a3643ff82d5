/** The command line of the example server; may use every module. */
@NullMarked
package io.github.tracker6.standalone;

import org.jspecify.annotations.NullMarked;
