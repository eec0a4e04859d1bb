/** Measures what is kept of sequences that go quiet. */
@NullMarked
package io.backflow.lab.experiment.quiet;

import org.jspecify.annotations.NullMarked;
