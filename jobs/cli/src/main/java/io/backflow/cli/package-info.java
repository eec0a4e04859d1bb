/** The command line: one class a command, its exit codes, and what it says about itself. */
@NullMarked
package io.backflow.cli;

import org.jspecify.annotations.NullMarked;
