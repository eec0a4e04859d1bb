/** A worker's copy of the model, and which snapshots and publications it accepts. */
@NullMarked
package io.backflow.jobs.protocol.worker;

import org.jspecify.annotations.NullMarked;
