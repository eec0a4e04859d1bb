package io.backflow.jobs.sequence;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The ranges of step numbers that a sequence gave up as missing, so that a step that comes after all is distinguished
 * from a duplicate. Remembers the newest {@link #CAPACITY} ranges; in doubt about older ones a step counts as skipped,
 * for a dead letter too many is better than a lost step.
 */
public final class SkippedSteps {

    static final int CAPACITY = 32;

    /** Steps from {@code from}, inclusive, to {@code to}, exclusive. */
    public record Range(long from, long to) {}

    private final Deque<Range> ranges = new ArrayDeque<>(0);
    private long forgottenBefore;

    /** Notes that no step of {@code [from, to)} will be taken any more. */
    public void add(long from, long to) {
        if (from == to) {
            return;
        }
        ranges.add(new Range(from, to));
        if (ranges.size() > CAPACITY) {
            forgottenBefore = ranges.remove().to();
        }
    }

    /** Whether {@code step}, which is behind the sequence, was given up. */
    public boolean contains(long step) {
        return step < forgottenBefore || ranges.stream().anyMatch(r -> r.from() <= step && step < r.to());
    }

    /** Becomes equal to {@code from}, and shares nothing with it. */
    void become(SkippedSteps from) {
        ranges.clear();
        ranges.addAll(from.ranges);
        forgottenBefore = from.forgottenBefore;
    }

    /** The {@code count} newest ranges, or as many as there are, oldest first. */
    List<Range> newest(int count) {
        return ranges.stream().skip(Math.max(0, ranges.size() - count)).toList();
    }

    /** What is remembered, oldest first. */
    public Iterable<Range> ranges() {
        return ranges;
    }

    public int size() {
        return ranges.size();
    }

    /** All steps below this are taken as skipped. */
    public long forgottenBefore() {
        return forgottenBefore;
    }

    /** Takes up what was forgotten when this was written down. */
    public void forgetBefore(long step) {
        forgottenBefore = step;
    }
}
