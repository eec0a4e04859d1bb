package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;
import io.backflow.model.InputSpec;

/**
 * What a step that a program gives must fulfil for a model.
 *
 * @param input what the model takes
 */
record StepCheck(InputSpec input) {

    /** Throws {@link IllegalArgumentException} where {@code step} cannot be taken. */
    void check(Step step) {
        if (input instanceof InputSpec.Tokens tokens) {
            checkToken(step, tokens.vocabulary());
            return;
        }
        float[] features = step.features();
        InputSpec.Features taken = (InputSpec.Features) input;
        if (features.length != taken.size()) {
            throw refusal(step, "has " + features.length + " features; the model takes " + taken.size());
        }
        for (int i = 0; i < features.length; i++) {
            boolean mayMiss = Float.isNaN(features[i]) && taken.missing(i) != InputSpec.Missing.REJECT;
            if (!Float.isFinite(features[i]) && !mayMiss) {
                throw refusal(step, "has features[" + i + "] = " + features[i] + "; give finite numbers");
            }
        }
    }

    private static void checkToken(Step step, int vocabulary) {
        if (step.token() < 0 || step.token() >= vocabulary) {
            throw refusal(step, "has token " + step.token() + "; the model knows 0 to " + (vocabulary - 1));
        }
    }

    private static IllegalArgumentException refusal(Step step, String problem) {
        return new IllegalArgumentException(
                "step " + step.step() + " of sequence " + step.sequenceId() + " " + problem);
    }
}
