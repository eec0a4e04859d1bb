/** The operator that trains: state and timers around a worker. */
@NullMarked
package io.backflow.jobs.trainer;

import org.jspecify.annotations.NullMarked;
