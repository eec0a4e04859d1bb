/** The training job and its whole graph. */
@NullMarked
package io.backflow.jobs;

import org.jspecify.annotations.NullMarked;
