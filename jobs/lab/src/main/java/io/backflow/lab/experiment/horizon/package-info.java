/** Tasks on which horizons differ, and what each horizon comes to on them. */
@NullMarked
package io.backflow.lab.experiment.horizon;

import org.jspecify.annotations.NullMarked;
