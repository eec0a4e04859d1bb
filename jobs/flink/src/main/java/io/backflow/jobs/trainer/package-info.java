/** The operator that trains: state and timers around sequences and synchronisation. */
@NullMarked
package io.backflow.jobs.trainer;

import org.jspecify.annotations.NullMarked;
