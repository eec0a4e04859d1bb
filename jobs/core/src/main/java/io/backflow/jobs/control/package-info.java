/** Commands to a running job, and the answers to them. Independent of Flink. */
@NullMarked
package io.backflow.jobs.control;

import org.jspecify.annotations.NullMarked;
