/** Which versions of the model are published, and how they are assembled from snapshots. */
@NullMarked
package io.backflow.jobs.publish;

import org.jspecify.annotations.NullMarked;
