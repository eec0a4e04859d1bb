/** What the edges between workers and server carry, against the number of workers and the size of the model. */
@NullMarked
package io.backflow.lab.growth;

import org.jspecify.annotations.NullMarked;
