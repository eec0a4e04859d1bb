/** How a run goes, as event files that TensorBoard reads. */
@NullMarked
package io.backflow.local.tensorboard;

import org.jspecify.annotations.NullMarked;
