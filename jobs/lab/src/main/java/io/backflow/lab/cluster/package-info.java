/** A Flink cluster and a Kafka broker as processes of this machine: start, kill, query. */
@NullMarked
package io.backflow.lab.cluster;

import org.jspecify.annotations.NullMarked;
