package io.backflow.jobs.sequence;

import java.util.List;
import java.util.Optional;

/** What the newest gaps of a sequence have in common: such gaps come from how a stream is made, and will not stop. */
public sealed interface GapPattern {

    /** So many gaps in a row make a pattern. */
    int GAPS = 8;

    /** Step numbers go up by {@code stride}, which is more than 1: between two steps there is always a gap. */
    record Stride(long stride) implements GapPattern {}

    /** Of every {@code period} steps the same {@code missing} never come. */
    record Periodic(long missing, long period) implements GapPattern {}

    /** {@code gaps} gaps within {@code steps} steps. */
    record Frequent(int gaps, long steps) implements GapPattern {}

    /**
     * The pattern in {@code skipped}, of which the newest gap has just been added.
     *
     * @param every steps of a window: gaps are frequent where fewer lie between them, so that hardly a window is whole
     */
    static Optional<GapPattern> of(SkippedSteps skipped, int every) {
        List<SkippedSteps.Range> gaps = skipped.newest(GAPS);
        if (gaps.size() < GAPS) {
            return Optional.empty();
        }
        SkippedSteps.Range oldest = gaps.get(0);
        SkippedSteps.Range newest = gaps.get(GAPS - 1);
        long missing = newest.to() - newest.from();
        long period = newest.from() - gaps.get(GAPS - 2).from();
        boolean regular = newest.from() - oldest.from() == period * (GAPS - 1)
                && gaps.stream()
                        .allMatch(gap -> gap.to() - gap.from() == missing
                                && Math.floorMod(newest.from() - gap.from(), period) == 0);
        if (regular) {
            return Optional.of(period == missing + 1 ? new Stride(period) : new Periodic(missing, period));
        }
        long steps = newest.to() - oldest.from();
        return steps < (long) every * GAPS ? Optional.of(new Frequent(GAPS, steps)) : Optional.empty();
    }
}
