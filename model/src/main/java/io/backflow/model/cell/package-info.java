/** One recurrence a file, forward beside backward. */
@NullMarked
package io.backflow.model.cell;

import org.jspecify.annotations.NullMarked;
