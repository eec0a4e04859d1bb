/** The workers and the gate of a scoring job. */
@NullMarked
package io.backflow.jobs.scorer;

import org.jspecify.annotations.NullMarked;
