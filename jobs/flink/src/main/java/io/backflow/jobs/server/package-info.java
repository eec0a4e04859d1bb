/** The operators that keep the one model: merging, updating, publishing. */
@NullMarked
package io.backflow.jobs.server;

import org.jspecify.annotations.NullMarked;
