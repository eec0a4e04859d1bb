/** A look into what a job has saved, outside of the job. */
@NullMarked
package io.backflow.local.inspect;

import org.jspecify.annotations.NullMarked;
