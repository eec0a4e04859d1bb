/** Forecasts in Flink SQL. */
@NullMarked
package io.backflow.jobs.sql;

import org.jspecify.annotations.NullMarked;
