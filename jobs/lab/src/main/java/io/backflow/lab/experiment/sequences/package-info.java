/** Measures what very many live sequences cost. */
@NullMarked
package io.backflow.lab.experiment.sequences;

import org.jspecify.annotations.NullMarked;
