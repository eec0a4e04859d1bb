/** Which versions of the model are published, and what they are made of. */
@NullMarked
package io.backflow.jobs.publish;

import org.jspecify.annotations.NullMarked;
