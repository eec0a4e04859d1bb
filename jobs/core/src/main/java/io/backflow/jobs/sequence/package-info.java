/** Order, gaps, windows and ends of sequences. Independent of Flink. */
@NullMarked
package io.backflow.jobs.sequence;

import org.jspecify.annotations.NullMarked;
