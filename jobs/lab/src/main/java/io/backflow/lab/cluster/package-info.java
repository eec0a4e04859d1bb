/** A Flink cluster and a Kafka broker as processes of this machine, to be started, struck and asked. */
@NullMarked
package io.backflow.lab.cluster;

import org.jspecify.annotations.NullMarked;
