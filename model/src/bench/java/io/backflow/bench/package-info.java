/** Our kernels against Deeplearning4j and libtorch: the same training step, one thread, one run. Never shipped. */
@NullMarked
package io.backflow.bench;

import org.jspecify.annotations.NullMarked;
