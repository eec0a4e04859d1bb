package io.backflow.jobs.sequence;

/**
 * A 64-bit hash of (sequence, step number, event time). Summed over a set of steps it shows, except for a chance of
 * 2^-64, whether two sets are the same and whether a step was counted twice; the order does not matter. A step number
 * comes again in each episode of its sequence, with a newer event time.
 */
public final class StepHash {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private StepHash() {}

    /** Hash of {@code step}. */
    public static long of(Step step) {
        return of(ofSequence(step.sequenceId()), step.step(), step.eventTime());
    }

    /**
     * Hash of a step of the sequence whose {@link #ofSequence} is given.
     *
     * @param eventTime milliseconds since the epoch
     */
    public static long of(long sequenceHash, long step, long eventTime) {
        return with(with(sequenceHash, step), eventTime);
    }

    /**
     * Hash of all that {@code step} brought but its sequence and its number: two steps of a sequence that have the same
     * are, except for a chance of 2^-64, the same.
     */
    static long ofContent(Step step) {
        long hash = with(with(step.token(), step.eventTime()), step.features().length);
        for (float feature : step.features()) {
            hash = with(hash, Float.floatToIntBits(feature));
        }
        float[] target = step.target();
        hash = with(hash, target == null ? Step.NONE : target.length);
        for (int i = 0; target != null && i < target.length; i++) {
            hash = with(hash, Float.floatToIntBits(target[i]));
        }
        hash = with(with(hash, step.label()), Float.floatToIntBits(step.weight()));
        return with(hash, step.endOfSequence() ? 1 : 0);
    }

    /** A hash of what {@code hash} is of, and of {@code number}. */
    public static long with(long hash, long number) {
        return mix(hash + mix(number + 0x9e3779b97f4a7c15L));
    }

    /** FNV-1a over the UTF-16 units of the id, mixed. */
    public static long ofSequence(String sequenceId) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < sequenceId.length(); i++) {
            hash = (hash ^ sequenceId.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
