/** Steps as records of the topic {@code timesteps}, for programs that write a stream. */
@NullMarked
package io.backflow.jobs.produce;

import org.jspecify.annotations.NullMarked;
