package io.backflow.jobs.sequence;

import java.util.List;

/**
 * Order by event time: steps have no numbers of their own. A step waits until event time has passed it by the lateness
 * of the {@link TimeRule}: that of its sequence, by a newer step, or that of the stream. Then it gets the next number
 * of its episode and is taken by a {@link Sequencer}, for which no step is ever early or missing. A step that is older
 * than one that was taken is late.
 *
 * <p>All that event time does to the sequence, such as the end of a session, happens the lateness after its time, since
 * a step may come until then. Windows are completed that much later too, so that the round of a window does not depend
 * on what released its last step.
 */
public final class TimeOrder implements StepOrder {

    private final TimeRule rule;
    private final Sequencer sequencer;

    public TimeOrder(WindowRule windows, TimeRule rule, LifetimeRule lifetime, SequenceListener listener) {
        this(new Cutter(windows, rule.latenessMillis(), listener), rule, lifetime, listener);
    }

    /** @param cutter completes windows the lateness later */
    TimeOrder(Cutter cutter, TimeRule rule, LifetimeRule lifetime, SequenceListener listener) {
        this.rule = rule;
        ReorderRule none = new ReorderRule(rule.maxSteps(), LifetimeRule.NEVER, GapPolicy.CARRY);
        sequencer = new Sequencer(cutter, none, lifetime, listener);
    }

    @Override
    public Acceptance accept(SequenceState state, Step step) {
        TimeBuffer buffer = buffer(state);
        Verdict verdict = buffer.hold(step);
        if (verdict == Verdict.HELD) {
            takeUntil(state, buffer.newestSeen() - rule.latenessMillis());
            while (buffer.size() > rule.maxSteps()) {
                takeNext(state, buffer);
            }
            verdict = buffer.holds(step) ? Verdict.HELD : Verdict.ACCEPTED;
        }
        return Acceptance.of(verdict, sequencer.takeCompleted());
    }

    @Override
    public List<Window> advance(SequenceState state, long now) {
        takeUntil(state, now - rule.latenessMillis());
        return sequencer.advance(state, now - rule.latenessMillis());
    }

    @Override
    public long deadline(SequenceState state) {
        long due = Math.min(buffer(state).first(), sequencer.deadline(state));
        return LifetimeRule.deadline(due, rule.latenessMillis());
    }

    @Override
    public List<Window> reset(SequenceState state) {
        return sequencer.reset(state);
    }

    @Override
    public List<Window> end(SequenceState state) {
        takeUntil(state, Long.MAX_VALUE - 1);
        return sequencer.end(state);
    }

    /** Takes the steps that wait and are not newer than {@code time}. */
    private void takeUntil(SequenceState state, long time) {
        TimeBuffer buffer = buffer(state);
        while (buffer.first() <= time) {
            takeNext(state, buffer);
        }
    }

    private void takeNext(SequenceState state, TimeBuffer buffer) {
        sequencer.takeNext(state, buffer.next());
        buffer.removeNext(rule.maxSteps());
    }

    private static TimeBuffer buffer(SequenceState state) {
        TimeBuffer buffer = state.byTime;
        if (buffer == null) {
            buffer = new TimeBuffer();
            state.byTime = buffer;
        }
        return buffer;
    }
}
