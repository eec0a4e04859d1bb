/** What the experiments share. */
@NullMarked
package io.backflow.lab.experiment;

import org.jspecify.annotations.NullMarked;
