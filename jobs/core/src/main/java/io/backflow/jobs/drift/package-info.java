/** Finds out when a loss has risen for good. Independent of Flink. */
@NullMarked
package io.backflow.jobs.drift;

import org.jspecify.annotations.NullMarked;
