/** Puts a cluster of processes on trial, under faults and by the clock, with a stream of known steps. */
@NullMarked
package io.backflow.lab.chaos;

import org.jspecify.annotations.NullMarked;
