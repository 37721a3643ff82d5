/**
 * What the commands of the program share: how they read paths, print texts that others wrote, and end. May use the JDK and
 * picocli.
 */
@NullMarked
package io.github.tracker6.standalone.cli;

import org.jspecify.annotations.NullMarked;
