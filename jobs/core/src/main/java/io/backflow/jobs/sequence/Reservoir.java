package io.backflow.jobs.sequence;

import io.backflow.model.SplitMix;
import java.util.Arrays;

/**
 * A sample of the windows of a sequence so far, in numbered slots: a uniform one (Vitter, "Random Sampling with a
 * Reservoir", 1985, algorithm R), or one whose probability decreases exponentially with age (Aggarwal, "On Biased
 * Reservoir Sampling in the Presence of Stream Evolution", 2006). Its draws are numbers of a counter, so that nothing
 * of a generator has to be kept.
 *
 * @param offered windows that were offered
 * @param kept slots in use
 * @param since version from which the alarm of drift was in force that last emptied it; 0: none did
 */
public record Reservoir(long offered, int kept, long since) {

    /** Nothing was offered. */
    public static final Reservoir EMPTY = new Reservoir(0, 0);

    /** No slot. */
    public static final int NONE = -1;

    private static final double UNIT = 0x1p-53;

    /** That no alarm of drift has emptied. */
    public Reservoir(long offered, int kept) {
        this(offered, kept, 0);
    }

    /** Nothing was offered since the alarm of {@code version}. */
    public static Reservoir emptySince(long version) {
        return new Reservoir(0, 0, version);
    }

    /**
     * The slot for the window that is offered next, or {@link #NONE}.
     *
     * @param most slots at most
     * @param span windows after which a window is replaced on average, at least {@code most};
     *     {@link Long#MAX_VALUE}: the sample is uniform
     * @param seed decides, with the number of the window
     */
    public int slot(int most, long span, long seed) {
        if (kept < most) {
            return kept;
        }
        long place = (long) ((SplitMix.at(seed, offered) >>> 11) * UNIT * Math.min(offered + 1, span));
        return place < most ? (int) place : NONE;
    }

    /** After one more window, which went into {@code slot}, or {@link #NONE}. */
    public Reservoir with(int slot) {
        return new Reservoir(offered + 1, Math.max(kept, slot + 1), since);
    }

    /** With {@code most} slots at most: the first. */
    public Reservoir atMost(int most) {
        return kept <= most ? this : new Reservoir(offered, most, since);
    }

    /**
     * Draws different slots in use; how many were drawn.
     *
     * @param into as many as are wanted
     * @param seed decides, with the number of windows so far
     */
    public int draw(int[] into, long seed) {
        int wanted = Math.min(into.length, kept);
        for (int i = 0; i < wanted; i++) {
            int left = kept - i;
            int place = (int) ((SplitMix.at(seed, offered * into.length + i) >>> 11) * UNIT * left);
            into[i] = unused(into, i, place);
        }
        return wanted;
    }

    /** The slot at {@code place} among those that the first {@code drawn} of {@code slots}, in order, leave. */
    private static int unused(int[] slots, int drawn, int place) {
        int slot = place;
        Arrays.sort(slots, 0, drawn);
        for (int i = 0; i < drawn && slots[i] <= slot; i++) {
            slot++;
        }
        return slot;
    }
}
