/** Products and fused loops; the only place that knows BLAS. */
@NullMarked
package io.backflow.model.kernel;

import org.jspecify.annotations.NullMarked;
