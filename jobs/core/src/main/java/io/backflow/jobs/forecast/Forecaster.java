package io.backflow.jobs.forecast;

import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepFollower;
import io.backflow.jobs.sequence.Window;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts on arrival: each step that is taken moves its sequence's live state on by one forward step, with the newest
 * whole parameters, and what the network then says is published. Steps wait for each other up to a micro-batch; the
 * caller decides how long, and calls {@link #flush} before a checkpoint and at the end. Nothing here waits for windows,
 * targets or rounds.
 *
 * <p>A forecast is scored when its truth is taken; the outcome goes with the next forecast of its sequence. Not
 * thread-safe.
 */
public final class Forecaster implements StepFollower, AutoCloseable {

    /** Shards that never have one version are taken over as they are after so many versions. */
    private static final long MOST_BEHIND = 64;

    private static final float[] NOTHING = {};

    private final LiveStepper stepper;
    private final ForecastScorer scorer;
    private final ForecastWriter writer;
    private final ParameterView view;
    private final ForecastContext context;
    private final LinkedHashMap<String, QueuedSteps> queue = new LinkedHashMap<>();
    private final ArrayDeque<QueuedSteps> unused = new ArrayDeque<>();
    private final QueuedSteps[] rows;
    private final QueuedSteps.Taken[] taken;
    private final @Nullable Outcome[][] outcomes;
    private long waiting;
    private long loaded;
    private long forecasts;
    private long statesReset;

    /**
     * @param stepper closed with this
     * @param view the newest parameters
     */
    public Forecaster(
            LiveStepper stepper,
            ForecastScorer scorer,
            ForecastWriter writer,
            ParameterView view,
            ForecastContext context) {
        this.stepper = stepper;
        this.scorer = scorer;
        this.writer = writer;
        this.view = view;
        this.context = context;
        rows = new QueuedSteps[stepper.capacity()];
        taken = new QueuedSteps.Taken[rows.length];
        outcomes = new Outcome[rows.length][scorer.parts()];
    }

    @Override
    public void taken(Step step) {
        queued(step.sequenceId()).add(step, false);
        waiting++;
    }

    /** Behind steps that wait for their forecast it waits too. */
    @Override
    public void settled(Step step) {
        QueuedSteps waits = queue.get(step.sequenceId());
        if (waits != null) {
            waits.addTruth(step);
            return;
        }
        LiveState live = context.live(step.sequenceId());
        scorer.settled(live, step, context.now());
        context.keepLive(step.sequenceId(), live);
    }

    @Override
    public void ended(String id) {
        queued(id).end();
    }

    /** A state that lacks its live one, as of a build without, or that stands elsewhere, is computed from its steps. */
    @Override
    public void restored(String id, SequenceState state) {
        Step newest = state.lastTaken;
        if (context.live(id).step == (newest == null ? LiveState.NO_STEP : newest.step())) {
            return;
        }
        QueuedSteps queued = queued(id);
        LiveState live = new LiveState(state.recurrent.length);
        queued.live = live;
        if (newest == null) {
            queued.end();
            return;
        }
        System.arraycopy(state.recurrent, 0, live.recurrent, 0, live.recurrent.length);
        state.horizon.past.forEach(step -> queued.add(step, true));
        replay(queued, state.ready);
        replay(queued, state.labels == null ? List.of() : state.labels.windows());
        state.open.forEach(step -> queued.add(step, true));
    }

    private void replay(QueuedSteps queued, Iterable<Window> windows) {
        for (Window window : windows) {
            window.steps().forEach(step -> queued.add(step, true));
            if (window.endsState()) {
                queued.end();
            }
        }
    }

    private QueuedSteps queued(String id) {
        QueuedSteps found = queue.get(id);
        if (found == null) {
            QueuedSteps free = unused.poll();
            found = (free == null ? new QueuedSteps() : free).of(id);
            queue.put(id, found);
        }
        return found;
    }

    /** Whether there are parameters to forecast with. */
    public boolean ready() {
        return stepper.version() != LiveState.NO_VERSION || view.complete();
    }

    /** Steps that wait for their forecast. */
    public long waiting() {
        return waiting;
    }

    /** Whether a micro-batch is full. */
    public boolean full() {
        return waiting >= rows.length;
    }

    /** Makes the forecasts of all steps that wait, if there are parameters. */
    public void flush() {
        if (queue.isEmpty() || !ready()) {
            return;
        }
        adopt();
        long now = context.now();
        while (!queue.isEmpty()) {
            stepper.clear();
            fill(now);
            stepper.run();
            for (int row = 0; row < stepper.size(); row++) {
                publish(row, now);
            }
        }
        waiting = 0;
    }

    /** A model is taken over when all of its shards have one version. */
    private void adopt() {
        if (loaded == view.changes()) {
            return;
        }
        boolean first = stepper.version() == LiveState.NO_VERSION;
        if (first || view.whole() || view.version() - stepper.version() > MOST_BEHIND) {
            stepper.load(view.values(), view.version());
            loaded = view.changes();
        }
    }

    /** Adds one step of each sequence, as far as there is room. */
    private void fill(long now) {
        Iterator<QueuedSteps> next = queue.values().iterator();
        while (next.hasNext() && stepper.size() < rows.length) {
            QueuedSteps queued = next.next();
            LiveState live = live(queued);
            QueuedSteps.Taken step = next(queued, live, now);
            if (step == null) {
                finish(queued, live);
                next.remove();
                continue;
            }
            if (step.first()) {
                begin(live);
            }
            int row = stepper.add(live, step.step());
            rows[row] = queued;
            taken[row] = step;
            if (scorer.awaits()) {
                scorer.arrived(live, step.step(), now, outcomes[row]);
            }
        }
    }

    /** The next step that was taken; truths that came before it are compared. */
    private QueuedSteps.@Nullable Taken next(QueuedSteps queued, LiveState live, long now) {
        QueuedSteps.Taken next = queued.poll();
        while (next != null && next.truth()) {
            scorer.settled(live, next.step(), now);
            next = queued.poll();
        }
        return next;
    }

    /** What comes later may be of an episode that has ended. */
    private void begin(LiveState live) {
        if (scorer.awaitsLabels()) {
            live.beginState();
        } else {
            live.begin();
        }
    }

    private LiveState live(QueuedSteps queued) {
        LiveState live = queued.live;
        if (live == null) {
            live = context.live(queued.id());
            queued.live = live;
        }
        return live;
    }

    private void publish(int row, long now) {
        QueuedSteps queued = rows[row];
        LiveState live = live(queued);
        Step step = taken[row].step();
        if (!taken[row].replayed() && !step.imputed()) {
            forecast(row, live, step, now);
        }
        if (!live.isSound()) {
            begin(live);
            statesReset++;
        }
        if (queued.isEmpty()) {
            finish(queued, live);
            queue.remove(queued.id());
        }
    }

    private void forecast(int row, LiveState live, Step step, long now) {
        float[] outputs = stepper.outputs();
        int at = stepper.at(row);
        Forecast.Said said = writer.selects(step) ? writer.said(live, step, outputs, at, now) : null;
        if (scorer.awaitsLabels()) {
            Step place = new Step(step.sequenceId(), step.step(), step.eventTime(), NOTHING);
            live.awaited.add(new AwaitedForecast(place, writer.copy(outputs, at), now, live.copyOfWidths()));
            outcomes[row][0] = null;
        } else if (scorer.awaits()) {
            live.awaited.add(
                    new AwaitedForecast(writer.pinned(step), writer.copy(outputs, at), now, live.copyOfWidths()));
        } else {
            outcomes[row][0] = scorer.given(live, step, outputs, at);
        }
        forecasts++;
        if (said != null) {
            context.forecast(new Forecast(
                    step.sequenceId(),
                    new Moment(step.step(), step.eventTime()),
                    writer.about(live, step),
                    said,
                    outcomes[row][0],
                    writer.parts(step, outcomes[row])));
        }
    }

    private void finish(QueuedSteps queued, LiveState live) {
        if (queued.ended()) {
            begin(live);
        }
        context.keepLive(queued.id(), live);
        unused.add(queued);
    }

    /** The version of the newest parameters that forecasts were made with; {@link LiveState#NO_VERSION} before. */
    public long version() {
        return stepper.version();
    }

    /** Forecasts made, published or not. */
    public long forecasts() {
        return forecasts;
    }

    /** Live states that start from zero because they had overflowed. */
    public long statesReset() {
        return statesReset;
    }

    /** What forecasts came out as. */
    public ForecastScorer scorer() {
        return scorer;
    }

    @Override
    public void close() {
        stepper.close();
    }
}
