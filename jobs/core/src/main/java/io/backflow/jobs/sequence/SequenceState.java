package io.backflow.jobs.sequence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one sequence between its steps. Mutable; belongs to one key.
 */
public final class SequenceState {

    /** The episode whose steps are taken now. */
    public Episode episode = new Episode();

    /** The episode before it; null where there was none, or it is forgotten. */
    public @Nullable Episode former;

    /** Event time of the newest step seen, in milliseconds. */
    public long lastEventTime = Long.MIN_VALUE;

    /**
     * Event time when the newest step of this episode was taken; later than its own where it had waited for others.
     * {@link Long#MIN_VALUE} before the first.
     */
    public long takenAt = Long.MIN_VALUE;

    /** Steps of this episode that came before their turn, by number. */
    public final TreeMap<Long, Step> early = new TreeMap<>();

    /** Steps of the next episode, by number; it begins when no step of this one can come any more. */
    public final TreeMap<Long, Step> next = new TreeMap<>();

    /** Event time of the oldest step in {@link #next}; {@link LifetimeRule#NEVER} where there is none. */
    long nextFrom = LifetimeRule.NEVER;

    /** Where order is by event time: the steps that wait, and those taken last; null where it is by number. */
    public @Nullable TimeBuffer byTime;

    /** What waits for labels, and labels that wait; null where labels do not come later. */
    public @Nullable LabelBuffer labels;

    /** The newest step taken in this session; null before its first. */
    public @Nullable Step lastTaken;

    /** Accepted steps of the unfinished window, those still waiting for their target last. */
    public final List<Step> open = new ArrayList<>();

    /** Finished windows that wait to be trained, oldest first. */
    public final Deque<Window> ready = new ArrayDeque<>(0);

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

    /** What is kept of its features. */
    public final FeatureMemory features = new FeatureMemory();

    /** The event time of this sequence's timer; {@link LifetimeRule#NEVER} where none is set. */
    public long timer = LifetimeRule.NEVER;

    /** Whether nothing is to be kept once the ready windows are trained, unless a step comes before. */
    public boolean expired;

    /** Whether the windows that are kept to be replayed are of a life that is over; never written down. */
    private boolean outlived;

    public SequenceState(int stateSize) {
        recurrent = new float[stateSize];
    }

    /** Starts the recurrent state from zero. */
    public void clearRecurrent() {
        Arrays.fill(recurrent, 0f);
        recurrentVersion = -1;
        horizon.clear();
    }

    /** Holds back {@code step}, with which the next episode begins or goes on. */
    void holdForNext(Step step) {
        next.put(step.step(), step);
        if (step.eventTime() < nextFrom) {
            nextFrom = step.eventTime();
            moveEarlyToNext();
        }
    }

    /** Holds back the steps that {@link #next} held when the state was written. */
    public void restoreNext(Collection<Step> steps) {
        for (Step step : steps) {
            next.put(step.step(), step);
            nextFrom = Math.min(nextFrom, step.eventTime());
        }
    }

    /** What is newer than the step with which the next episode begins was early in that one. */
    private void moveEarlyToNext() {
        for (Iterator<Step> steps = early.values().iterator(); steps.hasNext(); ) {
            Step step = steps.next();
            if (step.eventTime() > nextFrom && next.putIfAbsent(step.step(), step) == null) {
                steps.remove();
            }
        }
    }

    /** Makes the next episode the present one; its steps are early now. */
    void beginNext() {
        if (!episode.isFresh()) {
            former = episode;
            episode = new Episode(nextFrom);
        }
        lastTaken = null;
        takenAt = Long.MIN_VALUE;
        early.putAll(next);
        next.clear();
        nextFrom = LifetimeRule.NEVER;
    }

    /** Makes way for an episode of which nothing has come yet. */
    void endEpisode() {
        former = episode;
        episode = new Episode(episode.until + 1);
        lastTaken = null;
        takenAt = Long.MIN_VALUE;
    }

    /**
     * Goes on from a state that was written down before sequences had episodes.
     *
     * @param ended whether its only episode had ended
     */
    public void resume(boolean ended) {
        if (!episode.isFresh()) {
            episode.began = Long.MIN_VALUE;
        }
        if (ended) {
            endEpisode();
        } else if (lastTaken == null) {
            episode.until = Long.MIN_VALUE;
        } else if (!carriesOn()) {
            episode.over = early.isEmpty();
            lastTaken = episode.over ? null : lastTaken;
        }
    }

    /** Forgets all but the windows that wait to be trained. */
    void forget() {
        former = null;
        episode = new Episode();
        lastEventTime = Long.MIN_VALUE;
        lastTaken = null;
        takenAt = Long.MIN_VALUE;
        features.clear();
        expired = false;
        endLife();
        if (byTime != null) {
            byTime.forget();
        }
        if (labels != null) {
            labels.settled.clear();
        }
    }

    /** What is kept to be replayed is forgotten after the last window that waits; at once where none does. */
    public void endLife() {
        if (labels != null && !labels.windows.isEmpty()) {
            labels.windows.add(labels.windows.remove(labels.windows.size() - 1).endingLife());
        } else if (!ready.isEmpty()) {
            ready.add(ready.removeLast().endingLife());
        } else {
            outlived = true;
        }
    }

    /** Whether what is kept to be replayed is to be forgotten now; says so once. */
    public boolean takeOutlived() {
        boolean was = outlived;
        outlived = false;
        return was;
    }

    /** Steps held back. */
    int held() {
        return early.size() + next.size();
    }

    boolean holds(Step step) {
        return early.get(step.step()) == step || next.get(step.step()) == step;
    }

    /** Whether nothing but labels has come, be they joined to steps of a life that is forgotten. */
    boolean isUnseen() {
        return lastEventTime == Long.MIN_VALUE && held() == 0 && open.isEmpty() && (byTime == null || byTime.isEmpty());
    }

    /** Whether the last episode has ended and nothing of another is there. */
    boolean isBetweenEpisodes() {
        return former != null && episode.isFresh() && held() == 0;
    }

    /** Whether the recurrent state would be carried on by the next step. */
    boolean carriesOn() {
        if (!open.isEmpty()) {
            return true;
        }
        Window last = labels == null || labels.windows.isEmpty() ? ready.peekLast() : labels.last();
        return last == null ? recurrentVersion >= 0 : !last.endsState();
    }

    /** Whether nothing of this sequence is worth keeping any more. */
    public boolean disposable() {
        return expired
                && ready.isEmpty()
                && (byTime == null || byTime.isEmpty())
                && (labels == null || labels.isEmpty());
    }
}
