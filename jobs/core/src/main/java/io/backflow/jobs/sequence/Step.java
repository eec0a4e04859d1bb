package io.backflow.jobs.sequence;

import org.jspecify.annotations.Nullable;

/**
 * One valid timestep of one sequence, as every operator after decoding sees it.
 *
 * @param sequenceId the sequence
 * @param step position in the sequence, from 0; {@link #NONE} until the step is taken where order is by event time
 * @param eventTime milliseconds since the epoch
 * @param features the network's input in the units of the stream; empty where the input is a token
 * @param token the network's input where it embeds tokens, else {@link #NONE}
 * @param target the values that the network should predict; null if the stream gave none
 * @param label the class where the head classifies, else {@link #NONE}
 * @param weight weight of this step's loss; 0: predict and score, learn nothing
 * @param endOfSequence whether the sequence ends here
 * @param imputed whether it stands in for a step that never came
 * @param context what the steps before it say of its features; null where they say nothing, and before it is taken
 */
public record Step(
        String sequenceId,
        long step,
        long eventTime,
        float[] features,
        int token,
        float @Nullable [] target,
        int label,
        float weight,
        boolean endOfSequence,
        boolean imputed,
        @Nullable StepContext context)
        implements Arrival {

    /** No token, no label, or no number yet. */
    public static final int NONE = -1;

    /** A step that the stream brought. */
    public Step(
            String sequenceId,
            long step,
            long eventTime,
            float[] features,
            int token,
            float @Nullable [] target,
            int label,
            float weight,
            boolean endOfSequence) {
        this(sequenceId, step, eventTime, features, token, target, label, weight, endOfSequence, false, null);
    }

    /** A step of numbers, without a target of its own and of weight 1; the sequence goes on after it. */
    public Step(String sequenceId, long step, long eventTime, float[] features) {
        this(sequenceId, step, eventTime, features, NONE, null, NONE, 1f, false);
    }

    /** Whether there is a target or a label to compare a prediction with. */
    public boolean hasTarget() {
        return target != null || label != NONE;
    }

    /** The same as step {@code number} of its episode. */
    Step numbered(long number) {
        return new Step(
                sequenceId, number, eventTime, features, token, target, label, weight, endOfSequence, imputed, context);
    }

    Step withTarget(float[] value) {
        return with(value, NONE);
    }

    Step withLabel(int value) {
        return with(null, value);
    }

    Step withoutTarget() {
        return with(null, NONE);
    }

    private Step with(float @Nullable [] otherTarget, int otherLabel) {
        return labelled(otherTarget, otherLabel, weight);
    }

    /** The same with what became known of it. */
    Step labelled(float @Nullable [] otherTarget, int otherLabel, float otherWeight) {
        return new Step(
                sequenceId,
                step,
                eventTime,
                features,
                token,
                otherTarget,
                otherLabel,
                otherWeight,
                endOfSequence,
                imputed,
                context);
    }

    /** This step with all its features, and what the steps before say of them. */
    Step with(float[] completed, StepContext past) {
        return new Step(
                sequenceId, step, eventTime, completed, token, target, label, weight, endOfSequence, imputed, past);
    }

    /** Whether feature {@code i} came with the step, and was not filled in. */
    public boolean has(int i) {
        float[] age = context == null ? null : context.age();
        return age == null || age[i] == 0;
    }

    /** Features that did not come with the step and were filled in. */
    public int filled() {
        float[] age = context == null ? null : context.age();
        int filled = 0;
        for (int i = 0; age != null && i < age.length; i++) {
            filled += age[i] == 0 ? 0 : 1;
        }
        return filled;
    }

    /** How the features are scaled. */
    public FeatureScale scale(JobScale ofJob) {
        FeatureScale own = context == null ? null : context.scale();
        return own == null ? ofJob.now() : own;
    }

    /** This step with a scale of its own. */
    Step scaled(FeatureScale scale) {
        StepContext past = context;
        return with(
                features,
                past == null ? new StepContext(scale, null) : new StepContext(scale, past.age(), past.time()));
    }

    /** The stand-in for missing step {@code number}: this one's input again, and nothing to learn. */
    Step imputed(long number) {
        return new Step(sequenceId, number, eventTime, features, token, null, NONE, 0f, false, true, context);
    }
}
