/** Which version of a model a scoring job forecasts with. Independent of Flink and of Kafka. */
@NullMarked
package io.backflow.jobs.scoring;

import org.jspecify.annotations.NullMarked;
