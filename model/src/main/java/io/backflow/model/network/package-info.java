/** A stack of cells with a head on top: forward and backward over a window. */
@NullMarked
package io.backflow.model.network;

import org.jspecify.annotations.NullMarked;
