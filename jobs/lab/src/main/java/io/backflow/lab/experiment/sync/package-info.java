/** The same data trained under every combination of what workers send and when they wait. */
@NullMarked
package io.backflow.lab.experiment.sync;

import org.jspecify.annotations.NullMarked;
