/** Strikes a cluster of processes while it trains, and proves that no step was lost, doubled or swapped. */
@NullMarked
package io.backflow.jobs.chaos;

import org.jspecify.annotations.NullMarked;
