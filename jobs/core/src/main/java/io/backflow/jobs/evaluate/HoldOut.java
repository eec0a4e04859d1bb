package io.backflow.jobs.evaluate;

import java.nio.charset.StandardCharsets;

/** Which steps of a stream are held out: nothing is learnt from them, and forecasts are compared on them. */
@FunctionalInterface
public interface HoldOut {

    /** Nothing. */
    HoldOut NOTHING = (sequence, time, weight) -> false;

    /** The steps of weight 0, which a training job predicts and does not learn from. */
    HoldOut WEIGHTLESS = (sequence, time, weight) -> weight == 0;

    /**
     * Whether a step is held out.
     *
     * @param sequence its sequence ID
     * @param time its event time, milliseconds since the epoch
     * @param weight of its loss
     */
    boolean holds(String sequence, long time, float weight);

    /** All steps from {@code time} on, milliseconds since the epoch. */
    static HoldOut from(long time) {
        return (sequence, at, weight) -> at >= time;
    }

    /**
     * The last {@code share} of the time from the first step to the last.
     *
     * @param first event time of the first step, milliseconds since the epoch
     * @param last event time of the last step, which is held out in any case
     */
    static HoldOut last(double share, long first, long last) {
        return from(last - (long) Math.floor(share * (last - first)));
    }

    /**
     * About {@code share} of all sequences, each whole. The ID alone decides: a sequence is held out in every run, and
     * whatever other sequences there are.
     */
    static HoldOut sequences(double share) {
        return (sequence, time, weight) -> place(sequence) < share;
    }

    /** From 0 to 1: FNV-1a (64 bits) over the bytes of UTF-8, mixed by the finaliser of SplitMix64. */
    private static double place(String sequence) {
        long hash = 0xcbf29ce484222325L;
        for (byte next : sequence.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (next & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return ((hash ^ (hash >>> 31)) >>> 11) * 0x1.0p-53;
    }
}
