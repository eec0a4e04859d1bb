/** Proves, from what a run published, which steps were trained, how often, and in what order. No Flink, no Kafka. */
@NullMarked
package io.backflow.lab.audit;

import org.jspecify.annotations.NullMarked;
