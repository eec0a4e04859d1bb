/** The feedback edge from the server to the trainers. */
@NullMarked
package io.backflow.jobs.feedback;

import org.jspecify.annotations.NullMarked;
