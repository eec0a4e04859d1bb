/** How vectors are encoded between tasks. */
@NullMarked
package io.backflow.jobs.exchange;

import org.jspecify.annotations.NullMarked;
