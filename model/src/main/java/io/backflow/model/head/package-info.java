/** The dense output layer and its losses, forward beside backward. */
@NullMarked
package io.backflow.model.head;

import org.jspecify.annotations.NullMarked;
