package io.backflow.jobs.sequence;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * The steps of a sequence that wait for older ones, by event time, and what is remembered of those that were taken. Two
 * steps are the same if {@link StepHash#ofContent} is. Mutable; belongs to one key.
 *
 * <p>Steps of one event time are taken in the order of their hashes, and one that ends its sequence after the others.
 */
public final class TimeBuffer {

    private static final Comparator<Held> IN_ORDER = Comparator.comparingLong(Held::eventTime)
            .thenComparing(Held::endOfSequence)
            .thenComparingLong(Held::hash);

    private final TreeSet<Held> held = new TreeSet<>(IN_ORDER);

    /** Event time of the newest step taken; {@link Long#MIN_VALUE} before the first. */
    private long newest = Long.MIN_VALUE;

    /** Steps taken that have the event time {@link #newest}. */
    private int atNewest;

    /** Hashes of the steps taken last; a ring once it is full. */
    private long[] taken = {};

    private int oldest;

    private record Held(Step step, long hash) {

        long eventTime() {
            return step.eventTime();
        }

        boolean endOfSequence() {
            return step.endOfSequence();
        }
    }

    /** Holds {@code step}, unless it is a repetition, or late: a newer one was taken. */
    Verdict hold(Step step) {
        long hash = StepHash.ofContent(step);
        if (step.eventTime() <= newest && hasTaken(hash)) {
            return Verdict.DUPLICATE;
        }
        boolean forgotten = step.eventTime() == newest && atNewest > taken.length;
        if (step.eventTime() < newest || forgotten) {
            return Verdict.LATE;
        }
        return held.add(new Held(step, hash)) ? Verdict.HELD : Verdict.DUPLICATE;
    }

    private boolean hasTaken(long hash) {
        for (long one : taken) {
            if (one == hash) {
                return true;
            }
        }
        return false;
    }

    /** The oldest step that waits leaves. */
    Step next() {
        return held.first().step();
    }

    /**
     * The oldest step that waits was taken, and leaves.
     *
     * @param remembered of so many steps the hashes are kept
     */
    void removeNext(int remembered) {
        Held first = held.pollFirst();
        atNewest = first.eventTime() == newest ? atNewest + 1 : 1;
        newest = first.eventTime();
        if (taken.length < remembered) {
            taken = Arrays.copyOf(taken, taken.length + 1);
            taken[taken.length - 1] = first.hash();
        } else {
            taken[oldest] = first.hash();
            oldest = (oldest + 1) % taken.length;
        }
    }

    boolean holds(Step step) {
        return !held.isEmpty() && held.contains(new Held(step, StepHash.ofContent(step)));
    }

    /** Whether no step waits. */
    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Steps that wait. */
    public int size() {
        return held.size();
    }

    /** Event time of the oldest step that waits; {@link LifetimeRule#NEVER} where none does. */
    long first() {
        return held.isEmpty() ? LifetimeRule.NEVER : held.first().eventTime();
    }

    /** Event time of the newest step seen; {@link Long#MIN_VALUE} before the first. */
    long newestSeen() {
        return held.isEmpty() ? newest : held.last().eventTime();
    }

    /** Forgets the steps that were taken. */
    void forget() {
        newest = Long.MIN_VALUE;
        atNewest = 0;
        taken = new long[0];
        oldest = 0;
    }

    /** The steps that wait, the oldest first. */
    public Collection<Step> waiting() {
        return held.stream().map(Held::step).toList();
    }

    /** What is remembered of the steps that were taken. */
    public Taken taken() {
        long[] inOrder = new long[taken.length];
        for (int i = 0; i < inOrder.length; i++) {
            inOrder[i] = taken[(oldest + i) % taken.length];
        }
        return new Taken(newest, atNewest, inOrder);
    }

    /**
     * What is remembered of the steps that were taken.
     *
     * @param newest event time of the newest; {@link Long#MIN_VALUE}: there is none
     * @param atNewest how many have that event time
     * @param hashes of the last ones, the oldest first
     */
    public record Taken(long newest, int atNewest, long[] hashes) {}

    /** The inverse of {@link #waiting} and {@link #taken()}. */
    public static TimeBuffer of(Collection<Step> waiting, Taken former) {
        TimeBuffer buffer = new TimeBuffer();
        for (Step step : waiting) {
            buffer.held.add(new Held(step, StepHash.ofContent(step)));
        }
        buffer.newest = former.newest();
        buffer.atNewest = former.atNewest();
        buffer.taken = former.hashes().clone();
        return buffer;
    }
}
