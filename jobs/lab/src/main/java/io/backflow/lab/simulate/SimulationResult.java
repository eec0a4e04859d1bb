package io.backflow.lab.simulate;

import java.util.List;

/**
 * What a run came to.
 *
 * @param violations what should not have happened; empty: all held
 * @param parameters the model at the end
 * @param micros virtual time that it took
 * @param events how much has happened
 * @param traffic on the edges
 */
record SimulationResult(List<String> violations, float[] parameters, long micros, long events, Traffic traffic) {}
