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
 * @param target what the network ought to say; null where the stream gave none
 * @param label the class where the head classifies, else {@link #NONE}
 * @param weight weight of this step's loss; 0: predict and score, learn nothing
 * @param endOfSequence whether the sequence ends here
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
        boolean endOfSequence) {

    /** No token, or no label. */
    public static final int NONE = -1;
}
