/** Measures how long a forecast takes from the append of its step. */
@NullMarked
package io.backflow.lab.experiment.latency;

import org.jspecify.annotations.NullMarked;
