/** Tables in files as records of a topic: which columns are what, epochs, and what is held out. */
@NullMarked
package io.backflow.jobs.replay;

import org.jspecify.annotations.NullMarked;
