package io.backflow.jobs.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One sequence as a test drives it, and what became of its steps. */
final class Intake implements SequenceListener {

    static final long WEEK = 7L * 24 * 60 * 60 * 1000;
    static final LifetimeRule FOR_EVER = new LifetimeRule(LifetimeRule.NEVER, LifetimeRule.NEVER);

    private final StepOrder order;
    private final SequenceState state = new SequenceState(2);
    private final List<String> endings = new ArrayList<>();
    private final List<Step> taken = new ArrayList<>();
    private final List<Step> settled = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private long gaps;
    private long missing;
    private long imputed;

    Intake(int every, TargetRule targets, ReorderRule reorder, LifetimeRule lifetime) {
        order = new Sequencer(new WindowRule(every, targets), reorder, lifetime, this);
    }

    /** Order by event time. */
    Intake(int every, TargetRule targets, TimeRule rule, LifetimeRule lifetime) {
        order = new TimeOrder(new WindowRule(every, targets), rule, lifetime, this);
    }

    private Intake(int every, LabelRule wait, boolean byTime) {
        WindowRule windows = new WindowRule(every, TargetRule.GIVEN);
        order = byTime
                ? LabelledOrder.of(windows, new TimeRule(1_000, 64), FOR_EVER, wait, this)
                : LabelledOrder.of(windows, new ReorderRule(64, WEEK, GapPolicy.CARRY), FOR_EVER, wait, this);
    }

    /** Any order, whose events {@code make} gives to this. */
    Intake(Function<SequenceListener, StepOrder> make) {
        order = make.apply(this);
    }

    /** Steps in the order of their numbers that wait for labels. */
    static Intake labelled(int every, LabelRule wait) {
        return new Intake(every, wait, false);
    }

    /** Steps in the order of their event times, with a lateness of a second, that wait for labels. */
    static Intake labelledByTime(int every, LabelRule wait) {
        return new Intake(every, wait, true);
    }

    /** Windows of {@code every}, targets from the stream, at most three early steps, no time limits. */
    static Intake every(int every, GapPolicy policy) {
        return new Intake(every, TargetRule.GIVEN, new ReorderRule(3, WEEK, policy), FOR_EVER);
    }

    /** A step a second whose only feature is its number. */
    static Step step(long number) {
        return step(number, 1000 * number);
    }

    static Step step(long number, long eventTime) {
        return new Step("s", number, eventTime, new float[] {number}, Step.NONE, null, Step.NONE, 1f, false);
    }

    static Step end(long number) {
        return end(number, 1000 * number);
    }

    static Step end(long number, long eventTime) {
        return new Step("s", number, eventTime, new float[] {number}, Step.NONE, null, Step.NONE, 1f, true);
    }

    Verdict take(Step step) {
        return order.accept(state, step).verdict();
    }

    /** The label of step {@code number}, known at {@code eventTime}; its only value is {@code value}. */
    static StepLabel label(long number, long eventTime, float value) {
        return new StepLabel("s", number, StepLabel.UNKNOWN, eventTime, new float[] {value}, Step.NONE, Float.NaN);
    }

    LabelVerdict take(StepLabel label) {
        return order.join(state, label).verdict();
    }

    void take(long... numbers) {
        for (long number : numbers) {
            take(step(number));
        }
    }

    /** Takes steps {@code [from, to)}, a second apart, the first at {@code time}. */
    void run(long from, long to, long time) {
        for (long number = from; number < to; number++) {
            take(step(number, time + 1000 * (number - from)));
        }
    }

    /** As Flink does it: a timer for each deadline that event time has passed. */
    void watermark(long now) {
        while (deadline() <= now) {
            advance(deadline());
        }
    }

    void advance(long now) {
        order.advance(state, now);
    }

    /** No step comes any more. */
    void end() {
        order.end(state);
    }

    long deadline() {
        return order.deadline(state);
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

    /** The ready windows as step numbers; a window that ends the state is followed by a bar. */
    List<String> windows() {
        return state.ready.stream().map(Intake::show).toList();
    }

    /** When, in event time, the ready windows were complete. */
    List<Long> completed() {
        return state.ready.stream().map(Window::completedAt).toList();
    }

    /** Why the state started from zero, with a star where a window was cut short. */
    List<String> endings() {
        return endings;
    }

    /** The steps that were taken, and what stands in for those that never came. */
    List<Step> taken() {
        return taken;
    }

    /** What was known of the steps that waited for labels, in the order in which it was. */
    List<Step> settled() {
        return settled;
    }

    /** Labels that were dropped after they had waited, and steps that have none, by reason. */
    List<String> lost() {
        return lost;
    }

    long gaps() {
        return gaps;
    }

    long missing() {
        return missing;
    }

    long imputed() {
        return imputed;
    }

    @Override
    public void gap(SequenceState sequence, long missing) {
        gaps++;
        this.missing += missing;
    }

    @Override
    public void taken(Step step) {
        taken.add(step);
    }

    @Override
    public void settled(Step step) {
        settled.add(step);
    }

    @Override
    public void unlabelled(Unlabelled reason) {
        lost.add(reason.toString());
    }

    @Override
    public void labelDropped(StepLabel label, LabelVerdict verdict) {
        lost.add(verdict + " " + label.step());
    }

    @Override
    public void imputed(long steps) {
        imputed += steps;
    }

    @Override
    public void ended(Ending ending, boolean cutShort) {
        endings.add(ending + (cutShort ? "*" : ""));
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
