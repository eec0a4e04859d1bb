/** Measures how forecasts made on arrival come out while the model learns from the same stream. */
@NullMarked
package io.backflow.lab.experiment.forecast;

import org.jspecify.annotations.NullMarked;
