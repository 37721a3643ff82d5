/** What the subcommands share: random numbers and the check of options. It may use picocli and the JDK. */
@NullMarked
package io.github.tracker6.benchmarks.support;

import org.jspecify.annotations.NullMarked;
