/** Sources and sinks: decoding and encoding of records, dead letters, the published model, topics. */
@NullMarked
package io.backflow.jobs.kafka;

import org.jspecify.annotations.NullMarked;
