/** Taxi trips in New York, foretold two and a half hours ahead in one pass. */
@NullMarked
package io.backflow.lab.experiment.taxi;

import org.jspecify.annotations.NullMarked;
