package io.backflow.jobs.sequence;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins labels to the steps that they are of. Steps wait, and the windows that they are in; whichever of a step and its
 * label comes first changes nothing. A step whose wait is over has no target.
 */
final class LabelJoin {

    private final LabelRule rule;
    private final boolean byTime;
    private final SequenceListener listener;

    /** @param byTime whether a label finds its step by the step's event time */
    LabelJoin(LabelRule rule, boolean byTime, SequenceListener listener) {
        this.rule = rule;
        this.byTime = byTime;
        this.listener = listener;
    }

    LabelBuffer buffer(SequenceState state) {
        LabelBuffer buffer = state.labels;
        if (buffer == null) {
            buffer = new LabelBuffer(byTime);
            state.labels = buffer;
        }
        return buffer;
    }

    /** {@code step}, which has its turn, as far as it is known. */
    Step taken(SequenceState state, Step step) {
        LabelBuffer buffer = buffer(state);
        if (step.imputed()) {
            return step;
        }
        StepLabel label = step.hasTarget() ? StepLabel.of(step) : earlier(buffer, step);
        if (label == null) {
            buffer.waiting.add(step);
            return step;
        }
        buffer.openUntil = Math.max(buffer.openUntil, label.eventTime());
        return settle(buffer, step, label);
    }

    /** Masks the oldest step where more wait than may; {@code time} is when the newest was taken. */
    boolean bound(SequenceState state, long time) {
        LabelBuffer buffer = buffer(state);
        if (buffer.waiting.size() <= rule.maxSteps()) {
            return false;
        }
        mask(state, buffer, time);
        listener.unlabelled(Unlabelled.OVERFLOW);
        return true;
    }

    /** The label of {@code step} that came before it; null where none did. */
    private @Nullable StepLabel earlier(LabelBuffer buffer, Step step) {
        StepLabel same = byTime ? buffer.settled.at(step.eventTime()) : null;
        if (same != null && same.hasTarget()) {
            return same; // of another step of this event time
        }
        for (Iterator<StepLabel> labels = buffer.early.iterator(); labels.hasNext(); ) {
            StepLabel label = labels.next();
            if (label.mayBeOf(step)) {
                labels.remove();
                if (isInTime(label, step)) {
                    return label;
                }
                listener.labelDropped(label, LabelVerdict.LATE);
            }
        }
        return null;
    }

    private boolean isInTime(StepLabel label, Step step) {
        return label.eventTime() <= LifetimeRule.deadline(step.eventTime(), rule.waitMillis());
    }

    /** {@code label} is that of {@code step}, which waits no longer. */
    private Step settle(LabelBuffer buffer, Step step, StepLabel label) {
        Step labelled = label.joinedTo(step);
        remember(buffer, label.of(step, label.eventTime()));
        listener.settled(labelled);
        return labelled;
    }

    private void remember(LabelBuffer buffer, StepLabel label) {
        buffer.settled.add(label);
        buffer.settled.forget(buffer.settled.newest() - 2 * rule.waitMillis(), rule.maxSteps());
    }

    /** Joins {@code label}, lets it wait, or refuses it. */
    LabelVerdict accept(SequenceState state, StepLabel label) {
        LabelBuffer buffer = buffer(state);
        Step step = buffer.waiting.find(label);
        StepLabel known = buffer.settled.find(label);
        long waits = step == null ? Long.MIN_VALUE : step.eventTime();
        long settled = known == null ? Long.MIN_VALUE : known.stepTime();
        if (heldTime(state, label) > Math.max(waits, settled) || step == null && known == null) {
            return hold(buffer, label);
        }
        if (step == null || known != null && settled > waits) {
            return repeated(Objects.requireNonNull(known), label);
        }
        if (!isInTime(label, step)) {
            return LabelVerdict.LATE;
        }
        for (; step != null; step = byTime ? buffer.waiting.find(label) : null) {
            replace(state, buffer, step, settle(buffer, step, label), label.eventTime());
        }
        return LabelVerdict.JOINED;
    }

    private static LabelVerdict repeated(StepLabel known, StepLabel label) {
        if (!known.hasTarget()) {
            return LabelVerdict.LATE;
        }
        return known.agrees(label) ? LabelVerdict.REPEATED : LabelVerdict.CONTRADICTING;
    }

    /** Event time of the step that has not had its turn, and that {@code label} may be of; else the least there is. */
    private static long heldTime(SequenceState state, StepLabel label) {
        Step early = state.early.get(label.step());
        Step next = state.next.get(label.step());
        return Math.max(time(early, label), time(next, label));
    }

    private static long time(@Nullable Step held, StepLabel label) {
        return held != null && label.mayBeOf(held) ? held.eventTime() : Long.MIN_VALUE;
    }

    private LabelVerdict hold(LabelBuffer buffer, StepLabel label) {
        for (StepLabel held : buffer.early) {
            if (held.step() == label.step() && held.stepTime() == label.stepTime()) {
                return held.agrees(label) ? LabelVerdict.REPEATED : LabelVerdict.CONTRADICTING;
            }
        }
        buffer.early.add(label);
        if (buffer.early.size() > rule.maxSteps()) {
            listener.labelDropped(buffer.early.pollFirst(), LabelVerdict.WITHOUT_STEP);
        }
        return LabelVerdict.HELD;
    }

    /** The first step that waits has none; {@code time} is when that is known. */
    private void mask(SequenceState state, LabelBuffer buffer, long time) {
        Step step = buffer.waiting.first();
        remember(buffer, StepLabel.none(step));
        replace(state, buffer, step, step, time);
        listener.settled(step);
    }

    /** {@code step} waits no longer and is {@code known} now, at event time {@code time}. */
    private static void replace(SequenceState state, LabelBuffer buffer, Step step, Step known, long time) {
        buffer.waiting.remove(step);
        for (int i = 0; i < buffer.windows.size(); i++) {
            Window window = buffer.windows.get(i);
            int place = place(window.steps(), step);
            if (place >= 0) {
                List<Step> steps = new ArrayList<>(window.steps());
                steps.set(place, known);
                long completedAt = Math.max(window.completedAt(), time);
                buffer.windows.set(i, window.with(steps, completedAt));
                return;
            }
        }
        state.open.set(place(state.open, step), known);
        buffer.openUntil = Math.max(buffer.openUntil, time);
    }

    private static int place(List<Step> steps, Step step) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) == step) {
                return i;
            }
        }
        return -1;
    }

    /** What event time {@code now} ends: waits of steps, those of the steps taken first before, and of labels. */
    void advance(SequenceState state, long now) {
        LabelBuffer buffer = buffer(state);
        for (long due = stepDeadline(buffer); due <= now; due = stepDeadline(buffer)) {
            mask(state, buffer, due);
            listener.unlabelled(Unlabelled.EXPIRED);
        }
        while (labelDeadline(buffer) <= now) {
            listener.labelDropped(buffer.early.first(), LabelVerdict.WITHOUT_STEP);
            buffer.early.pollFirst();
        }
    }

    /** The next event time at which {@link #advance} has something to do. */
    long deadline(SequenceState state) {
        LabelBuffer buffer = buffer(state);
        return Math.min(stepDeadline(buffer), labelDeadline(buffer));
    }

    private long stepDeadline(LabelBuffer buffer) {
        return buffer.waiting.isEmpty()
                ? LifetimeRule.NEVER
                : LifetimeRule.deadline(buffer.waiting.first().eventTime(), rule.waitMillis());
    }

    private long labelDeadline(LabelBuffer buffer) {
        return buffer.early.isEmpty()
                ? LifetimeRule.NEVER
                : LifetimeRule.deadline(buffer.early.first().eventTime(), rule.holdMillis());
    }

    /** The oldest window if none of its steps waits, which leaves; null where there is none. */
    @Nullable
    Window next(SequenceState state) {
        LabelBuffer buffer = buffer(state);
        if (buffer.windows.isEmpty()) {
            return null;
        }
        Window first = buffer.windows.get(0);
        if (!buffer.waiting.isEmpty() && place(first.steps(), buffer.waiting.first()) >= 0) {
            return null;
        }
        buffer.windows.remove(0);
        buffer.readyAt = Math.max(buffer.readyAt, first.completedAt());
        return first.with(first.steps(), buffer.readyAt);
    }

    /** The state starts from zero after the newest window that waits; false where none does. */
    boolean endStateAfterLast(SequenceState state) {
        List<Window> windows = buffer(state).windows;
        if (windows.isEmpty()) {
            return false;
        }
        Window last = windows.get(windows.size() - 1);
        windows.set(windows.size() - 1, last.endingState());
        return true;
    }

    /** {@code window} was cut, of all open steps. */
    void cut(SequenceState state, Window window) {
        LabelBuffer buffer = buffer(state);
        long completedAt = Math.max(window.completedAt(), buffer.openUntil);
        buffer.openUntil = Long.MIN_VALUE;
        buffer.windows.add(window.with(window.steps(), completedAt));
    }
}
