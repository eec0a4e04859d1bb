/** What the page of a run costs the run. */
@NullMarked
package io.backflow.lab.experiment.page;

import org.jspecify.annotations.NullMarked;
