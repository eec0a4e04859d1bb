/** When a worker trains its ready windows, and what it contributes. Independent of Flink. */
@NullMarked
package io.backflow.jobs.worker;

import org.jspecify.annotations.NullMarked;
