/** The published model: its records in the topic {@code parameters}, and how readers put them together. No Flink. */
@NullMarked
package io.backflow.jobs.parameters;

import org.jspecify.annotations.NullMarked;
