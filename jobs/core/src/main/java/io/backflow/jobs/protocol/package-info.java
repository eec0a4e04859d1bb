/** Rounds, staleness, contributions and their merging; knows nothing of Flink. */
@NullMarked
package io.backflow.jobs.protocol;

import org.jspecify.annotations.NullMarked;
