/** Measures how many steps a second the whole path trains, beside its parts and beside a consumer with libtorch. */
@NullMarked
package io.backflow.lab.experiment.pipeline;

import org.jspecify.annotations.NullMarked;
