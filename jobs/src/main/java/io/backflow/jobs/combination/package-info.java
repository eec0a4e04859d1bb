/** The same data trained under every combination of what workers send and when they wait. */
@NullMarked
package io.backflow.jobs.combination;

import org.jspecify.annotations.NullMarked;
