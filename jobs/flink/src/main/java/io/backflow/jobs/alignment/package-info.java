/** Lets the readers of one stream agree on event time without a worker that has to know which of them are silent. */
@NullMarked
package io.backflow.jobs.alignment;

import org.jspecify.annotations.NullMarked;
