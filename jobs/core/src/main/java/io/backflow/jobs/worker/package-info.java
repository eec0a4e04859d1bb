/** When a worker trains what is ready, and what it contributes; knows nothing of Flink. */
@NullMarked
package io.backflow.jobs.worker;

import org.jspecify.annotations.NullMarked;
