package io.backflow.jobs.forecast;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A model that forecasts inside a Java program: keeps the live state of each sequence, moves one or many on by a step
 * each, and takes over new parameters whole, between two calls. Needs neither Flink nor Kafka. Thread-safe; one call at
 * a time computes.
 *
 * <p>Steps of a sequence are taken in the order in which they are given; nothing is put in order here.
 */
public final class ServedModel implements AutoCloseable {

    /** Parameters and their version, which come together. */
    private record Version(float[] parameters, long number) {}

    /**
     * The live state of one sequence, to be kept elsewhere. Immutable by convention: the array is a copy.
     *
     * @param sequenceId the sequence
     * @param recurrent the layers' states one after another, {@code [S]}
     * @param version that computed it last
     * @param newest the step that it stands after
     * @param stepMillis event time between two steps, in milliseconds; 0: not known
     */
    public record SavedState(String sequenceId, float[] recurrent, long version, Moment newest, long stepMillis) {}

    private final LiveStepper stepper;
    private final ForecastWriter writer;
    private final int stateSize;
    private final Map<String, LiveState> states = new HashMap<>();
    private final AtomicReference<@Nullable Version> newer = new AtomicReference<>();

    /**
     * @param config whose model, normalization and target are served; {@code normalization} and {@code target} must be
     *     those that the parameters were trained with
     * @param batch sequences that are run forward together at most
     */
    public ServedModel(JobConfig config, int batch) {
        ForecastParts parts = ForecastParts.of(config);
        stepper = new LiveStepper(parts.rows(), batch, 0);
        writer = new ForecastWriter(parts.selection(), parts.codec(), parts.targets().stepsAhead());
        stateSize = parts.spec().stateSize();
    }

    /**
     * Takes over a version: forecasts of calls that begin after this are made with it, or with a newer one, and no
     * forecast is made with parts of two. States are carried on. May be called by any thread.
     *
     * @param parameters the flat vector, which is copied
     * @param version its number, 0 or more
     */
    public void adopt(float[] parameters, long version) {
        newer.set(new Version(parameters.clone(), version));
    }

    /** The forecast after {@code step}. */
    public Forecast step(Step step) {
        return step(List.of(step)).get(0);
    }

    /**
     * The forecast after each of {@code steps}, in their order. Several of one sequence follow one another. Throws
     * {@link IllegalStateException} before the first {@link #adopt}.
     */
    public synchronized List<Forecast> step(List<Step> steps) {
        takeOver();
        List<Forecast> forecasts = new ArrayList<>(steps.size());
        int from = 0;
        while (from < steps.size()) {
            int until = fill(steps, from);
            stepper.run();
            long now = System.currentTimeMillis();
            for (int i = from; i < until; i++) {
                forecasts.add(forecast(steps.get(i), stepper.at(i - from), now));
            }
            from = until;
        }
        return forecasts;
    }

    private void takeOver() {
        Version version = newer.getAndSet(null);
        if (version != null) {
            stepper.load(version.parameters(), version.number());
        }
    }

    /** Adds steps of different sequences from {@code from} on; the index after the last. */
    private int fill(List<Step> steps, int from) {
        stepper.clear();
        Map<String, LiveState> added = new HashMap<>();
        int next = from;
        while (next < steps.size() && stepper.size() < stepper.capacity()) {
            Step step = steps.get(next);
            LiveState state = states.computeIfAbsent(step.sequenceId(), id -> new LiveState(stateSize));
            if (added.put(step.sequenceId(), state) != null) {
                return next;
            }
            stepper.add(state, step);
            next++;
        }
        return next;
    }

    private Forecast forecast(Step step, int at, long now) {
        LiveState state = states.get(step.sequenceId());
        if (state == null) {
            throw new IllegalStateException("no state of sequence " + step.sequenceId());
        }
        Forecast forecast = new Forecast(
                step.sequenceId(),
                new Moment(step.step(), step.eventTime()),
                writer.about(state, step),
                writer.said(state, step, stepper.outputs(), at, now),
                null);
        if (step.endOfSequence()) {
            states.remove(step.sequenceId());
        }
        return forecast;
    }

    /** Forgets a sequence: its next step starts from the zero state. */
    public synchronized void end(String sequenceId) {
        states.remove(sequenceId);
    }

    /** Copies of the states of all sequences that have one. */
    public synchronized List<SavedState> states() {
        return states.entrySet().stream()
                .map(entry -> saved(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static SavedState saved(String id, LiveState state) {
        return new SavedState(
                id,
                state.recurrent.clone(),
                state.version,
                new Moment(state.step, state.eventTime),
                state.stepMillis);
    }

    /**
     * Goes on from {@code saved}, in place of what is known of these sequences. Throws {@link IllegalArgumentException}
     * where a state is not one of this model; then nothing has changed.
     */
    public synchronized void restore(Collection<SavedState> saved) {
        for (SavedState state : saved) {
            if (state.recurrent().length != stateSize) {
                throw new IllegalArgumentException("the state of sequence " + state.sequenceId() + " has "
                        + state.recurrent().length + " values, but the model's have " + stateSize
                        + "; restore states of a model with the same layers");
            }
        }
        for (SavedState state : saved) {
            LiveState live = new LiveState(stateSize);
            System.arraycopy(state.recurrent(), 0, live.recurrent, 0, stateSize);
            live.version = state.version();
            live.step = state.newest().step();
            live.eventTime = state.newest().eventTime();
            live.stepMillis = state.stepMillis();
            states.put(state.sequenceId(), live);
        }
    }

    /** The version that makes forecasts now, or will in the next call; {@link LiveState#NO_VERSION} where none does. */
    public synchronized long version() {
        Version version = newer.get();
        return version == null ? stepper.version() : version.number();
    }

    @Override
    public synchronized void close() {
        stepper.close();
    }
}
