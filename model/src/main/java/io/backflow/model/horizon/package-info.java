/** Truncated, full, online: which steps get credit for a loss. */
@NullMarked
package io.backflow.model.horizon;

import org.jspecify.annotations.NullMarked;
