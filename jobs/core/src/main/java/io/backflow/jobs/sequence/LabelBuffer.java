package io.backflow.jobs.sequence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * What waits in a sequence for labels: the windows of which a step waits, and those behind them; and the labels that
 * wait for their steps. Mutable; belongs to one key.
 */
public final class LabelBuffer {

    private static final Comparator<StepLabel> BY_TIME = Comparator.comparingLong(StepLabel::eventTime)
            .thenComparingLong(StepLabel::step)
            .thenComparingLong(StepLabel::stepTime);

    /** Windows that are cut and not ready, oldest first; the steps that are open come after theirs. */
    final List<Window> windows = new ArrayList<>();

    /** Steps of {@link #windows} and open ones. */
    final WaitingSteps waiting;

    /** Labels whose step has not been taken, by when they became known. */
    final TreeSet<StepLabel> early = new TreeSet<>(BY_TIME);

    /** Steps that wait no longer. */
    final SettledSteps settled;

    /** The newest event time at which an open step's wait was over; {@link Long#MIN_VALUE} where none's was. */
    long openUntil = Long.MIN_VALUE;

    /** Event time at which the last window became ready; {@link Long#MIN_VALUE} before the first. */
    long readyAt = Long.MIN_VALUE;

    private final boolean byTime;

    LabelBuffer(boolean byTime) {
        this.byTime = byTime;
        waiting = new WaitingSteps(byTime);
        settled = new SettledSteps(byTime);
    }

    /** The newest window that waits, which there must be. */
    Window last() {
        return windows.get(windows.size() - 1);
    }

    /** All windows that wait, oldest first. */
    public List<Window> windows() {
        return windows;
    }

    /** Whether neither a step nor a label waits. */
    boolean isEmpty() {
        return windows.isEmpty() && waiting.isEmpty() && early.isEmpty();
    }

    /**
     * What is written down of it.
     *
     * @param byTime whether order is by event time
     * @param windows cut and not ready, oldest first
     * @param waiting places of the steps that wait, among those of {@code windows} and the open ones
     * @param early labels whose step has not been taken
     * @param settled what is remembered of steps that wait no longer; without target and class where they had none
     * @param openUntil the newest event time at which an open step's wait was over
     * @param readyAt event time at which the last window became ready
     */
    public record Saved(
            boolean byTime,
            List<Window> windows,
            int[] waiting,
            Collection<StepLabel> early,
            Collection<StepLabel> settled,
            long openUntil,
            long readyAt) {}

    /** The steps of {@link #windows}, then those {@code open}. */
    private static List<Step> steps(List<Window> windows, List<Step> open) {
        List<Step> steps = new ArrayList<>();
        windows.forEach(window -> steps.addAll(window.steps()));
        steps.addAll(open);
        return steps;
    }

    /** What is to be written down; {@code open} are the open steps of its sequence. */
    public Saved saved(List<Step> open) {
        int[] places = new int[waiting.size()];
        int next = 0;
        List<Step> steps = steps(windows, open);
        for (int i = 0; i < steps.size() && next < places.length; i++) {
            if (steps.get(i) == waiting.all().get(next)) {
                places[next++] = i;
            }
        }
        return new Saved(byTime, windows, places, early, settled.all(), openUntil, readyAt);
    }

    /** The inverse of {@link #saved}; shares only what never changes. */
    public static LabelBuffer of(Saved saved, List<Step> open) {
        LabelBuffer buffer = new LabelBuffer(saved.byTime());
        buffer.windows.addAll(saved.windows());
        List<Step> steps = steps(buffer.windows, open);
        for (int place : saved.waiting()) {
            buffer.waiting.add(steps.get(place));
        }
        buffer.early.addAll(saved.early());
        saved.settled().forEach(buffer.settled::add);
        buffer.openUntil = saved.openUntil();
        buffer.readyAt = saved.readyAt();
        return buffer;
    }
}
