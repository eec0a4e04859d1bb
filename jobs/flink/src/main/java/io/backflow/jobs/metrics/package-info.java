/** Metrics under the names that {@code docs/metrics.md} lists. */
@NullMarked
package io.backflow.jobs.metrics;

import org.jspecify.annotations.NullMarked;
