/** Injects faults into a cluster of processes, and measures it, with a stream of known steps. */
@NullMarked
package io.backflow.lab.chaos;

import org.jspecify.annotations.NullMarked;
