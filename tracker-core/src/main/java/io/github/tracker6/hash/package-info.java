/** The keyed hash that links hosts and seals UDP connection ids. */
@NullMarked
package io.github.tracker6.hash;

import org.jspecify.annotations.NullMarked;
