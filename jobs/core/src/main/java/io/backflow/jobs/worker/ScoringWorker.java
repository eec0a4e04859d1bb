package io.backflow.jobs.worker;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.OrderConfig;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.Forecaster;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.scoring.LossPairs;
import io.backflow.jobs.scoring.ModelMessages;
import io.backflow.jobs.scoring.ShadowScore;
import io.backflow.jobs.sequence.Acceptance;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Joining;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.StepOrder;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.sequence.Window;

/**
 * One worker of a scoring job: puts the steps of its sequences in order, as a {@link SequenceWorker} does, and
 * forecasts with whole versions of a model. It learns nothing and keeps no windows. A version in the shadow forecasts
 * the same steps from states of its own; what it says is compared and not published.
 *
 * <p>It takes steps once it is {@link #ready}. The caller decides how long steps wait for a micro-batch, and calls
 * {@link #flush} before a checkpoint and at the end. Holds no thread.
 */
public final class ScoringWorker implements AutoCloseable {

    private final ScoringContext context;
    private final SequenceCounts counts;
    private final SequenceEvents events;
    private final StepOrder order;
    private final OrderConfig orderConfig;
    private final LiveStates states;
    private final ParameterView view;
    private final Forecaster forecaster;
    private final ShadowForecaster shadow;
    private final LossPairs pairs = new LossPairs();

    public ScoringWorker(JobConfig config, ScoringContext context) {
        this.context = context;
        counts = new SequenceCounts(new GapWarnings(1, ConfiguredWorker.gapPolicy(config), context::warn));
        events = new SequenceEvents(counts, context::lost);
        order = ConfiguredWorker.scoringOrder(config, events);
        orderConfig = config.stream().order();
        states = new LiveStates(config, context);
        view = ConfiguredWorker.scoringView(config);
        forecaster = ConfiguredWorker.scoringForecaster(config, view, states);
        forecaster.scorer().listener(pairs.current());
        shadow = new ShadowForecaster(config, states, pairs);
        events.follow(shadow); // losses of the shadow are scored first
        events.follow(forecaster);
    }

    /** Whether there are parameters to forecast with. */
    public boolean ready() {
        return forecaster.ready();
    }

    /**
     * Takes over parameters, whole, once the steps that wait were forecast with those of before.
     *
     * @param snapshot of shard {@value ModelMessages#CURRENT}: those that forecasts are made
     *     with; of shard {@value ModelMessages#SHADOW}: those in the shadow, without values
     *     where there are none any more
     */
    public void parameters(ShardSnapshot snapshot) {
        flush();
        if (snapshot.shard() == ModelMessages.SHADOW) {
            shadow.parameters(snapshot);
            return;
        }
        long offer = snapshot.id().nonce();
        shadow.adopted(offer);
        states.adopted(offer);
        view.apply(snapshot);
    }

    /** Accepts, holds back or drops a step. */
    public void accept(Step step) {
        SequenceState state = sequence(step.sequenceId());
        Acceptance acceptance = order.accept(state, step);
        Verdict verdict = acceptance.verdict();
        counts.count(verdict);
        if (verdict.isLoss()) {
            context.late(step, verdict);
        }
        keep(step.sequenceId(), state);
    }

    /** Accepts a step, or a label. */
    public void accept(Arrival arrival) {
        if (arrival instanceof Step step) {
            accept(step);
        } else {
            accept((StepLabel) arrival);
        }
    }

    /** Joins a label to its step, lets it wait, or drops it. */
    public void accept(StepLabel label) {
        SequenceState state = sequence(label.sequenceId());
        Joining joining = order.join(state, label);
        events.labelled(label, joining.verdict());
        keep(label.sequenceId(), state);
    }

    /** A timer of sequence {@code id}, which this worker still holds, is due at event time {@code time}. */
    public void onTimer(String id, long time) {
        SequenceState state = sequence(id);
        if (time < state.timer) {
            return; // set by a build that did not delete timers
        }
        state.timer = LifetimeRule.NEVER;
        order.advance(state, time);
        keep(id, state);
    }

    /** No step comes any more: what was held back is taken, in the order of the sequence IDs. */
    public void endInput() {
        for (String id : context.sequences()) {
            SequenceState state = sequence(id);
            order.end(state);
            keep(id, state);
        }
        flush();
    }

    /**
     * Sets the timer of a restored sequence, whose deadline may be nearer if the configuration has changed.
     *
     * @throws io.backflow.jobs.config.ConfigException if its steps were put in order by something else
     */
    public void restore(String id) {
        SequenceState state = sequence(id);
        RestoredSequence.checkOrder(orderConfig, id, state);
        if (setTimer(id, state)) {
            context.keep(id, state);
        }
    }

    private SequenceState sequence(String id) {
        events.at(id);
        return context.sequence(id);
    }

    private void keep(String id, SequenceState state) {
        dropWindows(state);
        setTimer(id, state);
        context.keep(id, state);
    }

    /** Nothing is trained; all that is left of a window is whether the recurrent state goes on after it. */
    private static void dropWindows(SequenceState state) {
        Window last = state.ready.peekLast();
        if (last != null) {
            state.recurrentVersion = last.endsState() ? -1 : 0;
            state.ready.clear();
        }
    }

    private boolean setTimer(String id, SequenceState state) {
        long deadline = order.deadline(state);
        if (deadline >= state.timer) {
            return false;
        }
        if (state.timer != LifetimeRule.NEVER) {
            context.deleteTimer(id, state.timer);
        }
        state.timer = deadline;
        context.registerTimer(id, deadline);
        return true;
    }

    /** Steps that wait for their forecast. */
    public long waiting() {
        return forecaster.waiting();
    }

    /** Whether a micro-batch is full. */
    public boolean full() {
        return forecaster.full();
    }

    /** Makes the forecasts of all steps that wait. */
    public void flush() {
        shadow.flush(); // first, since it starts from the states before these steps
        forecaster.flush();
    }

    /** How the current version and the one in the shadow came out on the same steps since the last call. */
    public ShadowScore takeShadowScore() {
        return pairs.take();
    }

    /** How the published forecasts came out since the last call. */
    public ForecastTotals takeTotals() {
        return forecaster.scorer().take();
    }

    /** What has become of the steps and the recurrent states of this worker's sequences since it was started. */
    public SequenceCounts counts() {
        return counts;
    }

    /** What makes the published forecasts. */
    public Forecaster forecaster() {
        return forecaster;
    }

    /** Live states of a savepoint that did not fit the model and were begun anew. */
    public long statesRebuilt() {
        return states.rebuilt();
    }

    @Override
    public void close() {
        forecaster.close();
        shadow.close();
    }
}
