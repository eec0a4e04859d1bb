/** From a sample of a topic's records to a configuration that trains on them. */
@NullMarked
package io.backflow.jobs.infer;

import org.jspecify.annotations.NullMarked;
