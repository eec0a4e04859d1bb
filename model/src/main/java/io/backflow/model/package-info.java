/** The vocabulary of recurrent training: what a model is, and what goes in and out of a training step. */
@NullMarked
package io.backflow.model;

import org.jspecify.annotations.NullMarked;
