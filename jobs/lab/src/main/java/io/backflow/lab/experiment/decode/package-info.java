/** Measures what it costs to decode a record. */
@NullMarked
package io.backflow.lab.experiment.decode;

import org.jspecify.annotations.NullMarked;
