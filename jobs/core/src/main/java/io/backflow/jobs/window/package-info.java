/** Trains windows of many sequences side by side and scores them first. */
@NullMarked
package io.backflow.jobs.window;

import org.jspecify.annotations.NullMarked;
