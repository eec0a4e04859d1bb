/** How vectors are written where they travel between tasks. */
@NullMarked
package io.backflow.jobs.exchange;

import org.jspecify.annotations.NullMarked;
