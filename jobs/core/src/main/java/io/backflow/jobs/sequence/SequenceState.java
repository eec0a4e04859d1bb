package io.backflow.jobs.sequence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one sequence between its steps. Mutable; belongs to one key.
 */
public final class SequenceState {

    /** The step that comes next; everything before it was taken. */
    public long nextStep;

    /** Event time of the newest step seen, in milliseconds. */
    public long lastEventTime = Long.MIN_VALUE;

    /** Steps that came before their turn, by number. */
    public final TreeMap<Long, Step> early = new TreeMap<>();

    /** The newest step taken; null before the first. */
    public @Nullable Step lastTaken;

    /** Accepted steps of the unfinished window, those still waiting for their target last. */
    public final List<Step> open = new ArrayList<>();

    /** Finished windows that wait to be trained, oldest first. */
    public final Deque<Window> ready = new ArrayDeque<>();

    /** What the horizon needs of the steps already seen. */
    public final HorizonMemory horizon = new HorizonMemory();

    /**
     * Recurrent state before the first step that the next training pass runs over, {@code [S]}: that of the oldest
     * untrained window, or the oldest step that is repeated with it.
     */
    public final float[] recurrent;

    /** Parameter version that computed {@link #recurrent}; -1 while it is the zero state. */
    public long recurrentVersion = -1;

    /** Last target that came true, for the persistence baseline; empty before the first. */
    public float[] lastTarget = new float[0];

    /** When, in event time, a timer will look after this sequence; {@link LifetimeRule#NEVER} where none will. */
    public long timer = LifetimeRule.NEVER;

    /** Step numbers that were given up as missing. */
    public final SkippedSteps skipped = new SkippedSteps();

    /** Whether the sequence is over: no step is taken any more. */
    public boolean ended;

    /** Whether nothing is to be kept once the ready windows are trained. */
    public boolean expired;

    public SequenceState(int stateSize) {
        recurrent = new float[stateSize];
    }

    /** Starts the recurrent state from zero. */
    public void clearRecurrent() {
        Arrays.fill(recurrent, 0f);
        recurrentVersion = -1;
        horizon.clear();
    }

    /** Whether nothing of this sequence is worth keeping any more. */
    public boolean disposable() {
        return expired && ready.isEmpty();
    }
}
