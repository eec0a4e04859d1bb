package io.backflow.jobs.sequence;

import java.util.ArrayList;
import java.util.List;

/** One sequence as a test drives it, and what became of its steps. */
final class Intake {

    static final long WEEK = 7L * 24 * 60 * 60 * 1000;
    static final LifetimeRule FOR_EVER = new LifetimeRule(LifetimeRule.NEVER, LifetimeRule.NEVER);

    private final Sequencer sequencer;
    private final List<Step> late = new ArrayList<>();
    private final SequenceState state = new SequenceState(2);

    Intake(Sequencer sequencer) {
        this.sequencer = sequencer;
    }

    /** Windows of {@code every}, targets from the stream, at most three early steps, no time limits. */
    static Intake every(int every, GapPolicy policy) {
        return new Intake(new Sequencer(every, TargetRule.GIVEN, new ReorderRule(3, WEEK, policy), FOR_EVER));
    }

    /** A step a second whose only feature is its number. */
    static Step step(long number) {
        return step(number, 1000 * number);
    }

    static Step step(long number, long eventTime) {
        return new Step("s", number, eventTime, new float[] {number}, Step.NONE, null, Step.NONE, 1f, false);
    }

    static Step end(long number) {
        return new Step("s", number, 1000 * number, new float[] {number}, Step.NONE, null, Step.NONE, 1f, true);
    }

    Verdict take(Step step) {
        return sequencer.accept(state, step, late::add);
    }

    void take(long... numbers) {
        for (long number : numbers) {
            take(step(number));
        }
    }

    void advance(long now) {
        sequencer.advance(state, now, late::add);
    }

    void expire() {
        sequencer.expire(state, state.lastEventTime, late::add);
    }

    long deadline() {
        return sequencer.deadline(state);
    }

    /** As the trainer does it: the oldest window leaves, its state is carried on or dropped. */
    Window train() {
        Window window = state.ready.remove();
        state.recurrentVersion = 1;
        if (window.endsState()) {
            state.clearRecurrent();
        }
        return window;
    }

    SequenceState state() {
        return state;
    }

    /** Steps that were handed over as late while another was taken. */
    List<Long> late() {
        return late.stream().map(Step::step).toList();
    }

    /** The ready windows as step numbers; a window that ends the state is followed by a bar. */
    List<String> windows() {
        return state.ready.stream().map(Intake::show).toList();
    }

    /** When, in event time, the ready windows were complete. */
    List<Long> completed() {
        return state.ready.stream().map(Window::completedAt).toList();
    }

    static String show(Window window) {
        StringBuilder shown = new StringBuilder();
        for (Step step : window.steps()) {
            shown.append(step.imputed() ? "i" : "").append(step.step());
            float[] target = step.target();
            shown.append(target == null ? " " : ">" + (int) target[0] + " ");
        }
        return shown.append(window.endsState() ? "|" : "").toString().strip();
    }
}
