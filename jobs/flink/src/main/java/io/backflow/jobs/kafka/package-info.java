/** Sources and sinks: Avro to event and back, dead letters, topics. */
@NullMarked
package io.backflow.jobs.kafka;

import org.jspecify.annotations.NullMarked;
