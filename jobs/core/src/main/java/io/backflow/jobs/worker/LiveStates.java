package io.backflow.jobs.worker;

import io.backflow.jobs.config.ForecastConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ForecastContext;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.forecast.RecentSteps;
import io.backflow.jobs.scoring.ShadowState;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.InputSpec;
import io.backflow.model.ModelSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live states of a scoring worker's sequences, and those of the version in the shadow. A state of the shadow starts
 * as a copy of the live one. Once its version is adopted it takes the place of the live state, which keeps the
 * forecasts that were published.
 *
 * <p>A live state whose layout does not fit the model, as after a change of the model across a savepoint, starts from
 * zero and is computed from the steps that are kept; the forecasts that wait are given up.
 */
final class LiveStates implements ForecastContext {

    private static final long NONE = 0;

    private final ScoringContext context;
    private final ModelSpec spec;
    private final int back;
    private final Shadows shadows = new Shadows();
    private long current = NONE;
    private long shadowed = NONE;
    private long rebuilt;

    LiveStates(JobConfig config, ScoringContext context) {
        this.context = context;
        spec = config.model();
        back = config.forecast() instanceof ForecastConfig.Arrival arrival
                ? arrival.onUpdate().steps()
                : 0;
    }

    /** The version that was offered as {@code offer} is the current one. */
    void adopted(long offer) {
        current = offer;
    }

    /** The version that was offered as {@code offer} is in the shadow. */
    void shadowed(long offer) {
        shadowed = offer;
    }

    /** Where the version in the shadow forecasts. */
    ForecastContext shadows() {
        return shadows;
    }

    /** States that did not fit the model. */
    long rebuilt() {
        return rebuilt;
    }

    @Override
    public LiveState live(String id) {
        LiveState live = fitting(id, context.live(id));
        ShadowState shadow = context.shadow(id);
        if (shadow != null && shadow.offer() == current) {
            take(live, shadow.live());
            context.keepLive(id, live);
            context.keepShadow(id, null);
        }
        return live;
    }

    /** A state of the shadow that is of another step or another layout is of no use. */
    private static void take(LiveState live, LiveState shadow) {
        if (shadow.step == live.step && shadow.recurrent.length == live.recurrent.length) {
            System.arraycopy(shadow.recurrent, 0, live.recurrent, 0, live.recurrent.length);
            live.version = shadow.version;
            live.recent = shadow.recent;
        }
    }

    private LiveState fitting(String id, LiveState live) {
        boolean awaitedFit = live.awaited.stream()
                .allMatch(forecast -> forecast.outputs().length == spec.head().units());
        if (live.recurrent.length == spec.stateSize() && awaitedFit) {
            return live;
        }
        rebuilt++;
        LiveState fresh = new LiveState(spec.stateSize());
        fresh.step = live.step;
        fresh.eventTime = live.eventTime;
        fresh.stepMillis = live.stepMillis;
        fresh.recent = live.recent == null || back == 0 ? null : kept(live.recent);
        context.keepLive(id, fresh);
        return fresh;
    }

    /** The newest steps from which the state can be computed, from zero. */
    private RecentSteps kept(RecentSteps former) {
        RecentSteps kept = new RecentSteps(spec.stateSize());
        List<Step> steps = former.steps;
        for (Step step : steps.subList(Math.max(0, steps.size() - (back - 1)), steps.size())) {
            if (fits(step)) {
                kept.steps.add(step);
            }
        }
        return kept;
    }

    private boolean fits(Step step) {
        float[] features = step.features();
        return !(spec.input() instanceof InputSpec.Features input)
                || features != null && features.length == input.size();
    }

    @Override
    public void keepLive(String id, LiveState state) {
        context.keepLive(id, state);
        if (state.isEmpty()) {
            context.keepShadow(id, null);
        }
    }

    @Override
    public void forecast(Forecast forecast) {
        context.forecast(forecast);
    }

    @Override
    public long now() {
        return context.now();
    }

    /** The states of the version in the shadow; what it forecasts is not published. */
    private final class Shadows implements ForecastContext {

        @Override
        public LiveState live(String id) {
            LiveState live = LiveStates.this.live(id);
            ShadowState kept = context.shadow(id);
            return kept != null && kept.offer() == shadowed ? kept.live() : copy(live);
        }

        @Override
        public void keepLive(String id, LiveState state) {
            context.keepShadow(id, state.isEmpty() ? null : new ShadowState(shadowed, state));
        }

        @Override
        public void forecast(Forecast forecast) {}

        @Override
        public long now() {
            return context.now();
        }
    }

    /** The same without the forecasts that wait, which another version has made. */
    private static LiveState copy(LiveState from) {
        LiveState copy = new LiveState(from.recurrent.length);
        System.arraycopy(from.recurrent, 0, copy.recurrent, 0, from.recurrent.length);
        copy.version = from.version;
        copy.step = from.step;
        copy.eventTime = from.eventTime;
        copy.stepMillis = from.stepMillis;
        copy.lastTarget = from.lastTarget;
        copy.recent = copy(from.recent);
        return copy;
    }

    private static @Nullable RecentSteps copy(@Nullable RecentSteps from) {
        if (from == null) {
            return null;
        }
        RecentSteps copy = new RecentSteps(from.before.length);
        copy.become(from);
        return copy;
    }
}
