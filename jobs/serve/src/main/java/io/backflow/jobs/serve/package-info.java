/** A model that forecasts in a Java program and follows its run while that trains. No Flink. */
@NullMarked
package io.backflow.jobs.serve;

import org.jspecify.annotations.NullMarked;
