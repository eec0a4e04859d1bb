/** Reads what a run's jobs write to their topics, and what Flink reports of them over REST. */
@NullMarked
package io.backflow.dashboard.read;

import org.jspecify.annotations.NullMarked;
