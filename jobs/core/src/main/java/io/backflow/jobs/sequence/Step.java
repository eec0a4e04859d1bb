package io.backflow.jobs.sequence;

import org.jspecify.annotations.Nullable;

/**
 * One valid timestep of one sequence, as every operator after decoding sees it.
 *
 * @param sequenceId the sequence
 * @param step position in the sequence, from 0
 * @param eventTime milliseconds since the epoch
 * @param features the network's input in the units of the stream; empty where the input is a token
 * @param token the network's input where it embeds tokens, else {@link #NONE}
 * @param target the values that the network should predict; null if the stream gave none
 * @param label the class where the head classifies, else {@link #NONE}
 * @param weight weight of this step's loss; 0: predict and score, learn nothing
 * @param endOfSequence whether the sequence ends here
 * @param imputed whether it stands in for a step that never came
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
        boolean imputed) {

    /** No token, or no label. */
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
        this(sequenceId, step, eventTime, features, token, target, label, weight, endOfSequence, false);
    }

    /** A step of numbers, without a target of its own and of weight 1; the sequence goes on after it. */
    public Step(String sequenceId, long step, long eventTime, float[] features) {
        this(sequenceId, step, eventTime, features, NONE, null, NONE, 1f, false);
    }

    /** Whether there is a target or a label to compare a prediction with. */
    public boolean hasTarget() {
        return target != null || label != NONE;
    }

    Step withTarget(float[] value) {
        return new Step(sequenceId, step, eventTime, features, token, value, NONE, weight, endOfSequence, imputed);
    }

    Step withLabel(int value) {
        return new Step(sequenceId, step, eventTime, features, token, null, value, weight, endOfSequence, imputed);
    }

    Step withoutTarget() {
        return new Step(sequenceId, step, eventTime, features, token, null, NONE, weight, endOfSequence, imputed);
    }

    /** The stand-in for missing step {@code number}: this one's input again, and nothing to learn. */
    Step imputed(long number) {
        return new Step(sequenceId, number, eventTime, features, token, null, NONE, 0f, false, true);
    }
}
