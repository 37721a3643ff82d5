/** What an announce costs in the servers that the tracker can be embedded in. */
@NullMarked
package io.github.tracker6.benchmarks.embedding;

import org.jspecify.annotations.NullMarked;
