/** A language model of the Penn Treebank. */
@NullMarked
package io.backflow.lab.experiment.ptb;

import org.jspecify.annotations.NullMarked;
