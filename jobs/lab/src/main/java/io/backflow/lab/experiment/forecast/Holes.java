package io.backflow.lab.experiment.forecast;

import io.backflow.jobs.sequence.Step;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Removes steps, or single values of steps, at random. A replay of a sequence, such as {@code Amy-1975/3}, has the same
 * holes as its other replays, and its last step stays.
 *
 * @param steps share of the steps that are removed
 * @param values share of the values that are removed from the steps that stay: they are NaN
 * @param seed decides which
 */
record Holes(double steps, double values, long seed) {

    static final Holes NONE = new Holes(0, 0, 0);

    /** What is left of {@code step}; null: nothing. */
    @Nullable
    Step in(Step step) {
        int replay = step.sequenceId().indexOf('/');
        String sequence = replay < 0 ? step.sequenceId() : step.sequenceId().substring(0, replay);
        Random random = new Random((seed * 31 + sequence.hashCode()) * 1_000_003 + step.step());
        random.nextDouble(); // the first one hardly depends on the seed
        if (random.nextDouble() < steps && !step.endOfSequence()) {
            return null;
        }
        if (values == 0) {
            return step;
        }
        float[] features = step.features().clone();
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextDouble() < values ? Float.NaN : features[i];
        }
        return new Step(
                step.sequenceId(),
                step.step(),
                step.eventTime(),
                features,
                step.token(),
                step.target(),
                step.label(),
                step.weight(),
                step.endOfSequence());
    }
}
