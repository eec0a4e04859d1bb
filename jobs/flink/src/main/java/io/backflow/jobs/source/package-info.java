/** Reads the topic of timesteps: which log it is, where each partition goes on, and where it ends. */
@NullMarked
package io.backflow.jobs.source;

import org.jspecify.annotations.NullMarked;
