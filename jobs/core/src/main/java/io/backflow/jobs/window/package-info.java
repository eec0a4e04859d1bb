/** Scores and then trains windows of many sequences side by side. */
@NullMarked
package io.backflow.jobs.window;

import org.jspecify.annotations.NullMarked;
