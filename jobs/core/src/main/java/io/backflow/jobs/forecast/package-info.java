/** Live states of sequences, and the forecasts that are made from them as steps arrive. Independent of Flink. */
@NullMarked
package io.backflow.jobs.forecast;

import org.jspecify.annotations.NullMarked;
