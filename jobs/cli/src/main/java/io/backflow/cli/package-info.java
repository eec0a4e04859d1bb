/** The command line: one class for each command, exit codes, and help texts. */
@NullMarked
package io.backflow.cli;

import org.jspecify.annotations.NullMarked;
