package io.backflow.jobs.sequence;

import java.util.ArrayList;
import java.util.List;

/**
 * Order of steps whose labels come later, in records of their own. Steps are put in order as ever, and each is taken in
 * its turn without its label; a window is complete when it is cut and none of its steps waits any more. Which of them
 * came first, and when a timer fires, changes nothing. Labels move no event time.
 */
public final class LabelledOrder implements StepOrder {

    private final StepOrder steps;
    private final Cutter cutter;
    private final LabelJoin labels;

    private LabelledOrder(StepOrder steps, Cutter cutter, LabelJoin labels) {
        this.steps = steps;
        this.cutter = cutter;
        this.labels = labels;
    }

    /** Order by step number. */
    public static LabelledOrder of(
            WindowRule windows, ReorderRule rule, LifetimeRule lifetime, LabelRule wait, SequenceListener listener) {
        LabelJoin labels = new LabelJoin(wait, false, listener);
        Cutter cutter = new Cutter(windows, 0, labels, listener);
        return new LabelledOrder(new Sequencer(cutter, rule, lifetime, listener), cutter, labels);
    }

    /** Order by event time. */
    public static LabelledOrder of(
            WindowRule windows, TimeRule rule, LifetimeRule lifetime, LabelRule wait, SequenceListener listener) {
        LabelJoin labels = new LabelJoin(wait, true, listener);
        Cutter cutter = new Cutter(windows, rule.latenessMillis(), labels, listener);
        return new LabelledOrder(new TimeOrder(cutter, rule, lifetime, listener), cutter, labels);
    }

    @Override
    public Acceptance accept(SequenceState state, Step step) {
        return steps.accept(state, step);
    }

    @Override
    public Joining join(SequenceState state, StepLabel label) {
        LabelVerdict verdict = labels.accept(state, label);
        cutter.release(state);
        return new Joining(verdict, cutter.takeCompleted());
    }

    @Override
    public List<Window> advance(SequenceState state, long now) {
        List<Window> completed = new ArrayList<>(steps.advance(state, now));
        expire(state, now, completed);
        return completed;
    }

    /** A sequence of which only labels came is not worth keeping without them. */
    private void expire(SequenceState state, long now, List<Window> completed) {
        labels.advance(state, now);
        cutter.release(state);
        completed.addAll(cutter.takeCompleted());
        state.expired |= state.isUnseen();
    }

    @Override
    public long deadline(SequenceState state) {
        return Math.min(steps.deadline(state), labels.deadline(state));
    }

    @Override
    public List<Window> reset(SequenceState state) {
        return steps.reset(state);
    }

    @Override
    public List<Window> end(SequenceState state) {
        List<Window> completed = new ArrayList<>(steps.end(state));
        expire(state, LifetimeRule.NEVER - 1, completed);
        return completed;
    }
}
