package io.backflow.jobs.forecast;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.sequence.FeatureRule;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.PredictionSelection;
import io.backflow.model.ParameterLayout;
import io.backflow.model.head.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model that forecasts inside a Java program. Keeps the live state of each sequence, moves one or many of them
 * forward by a step each, and takes over new parameters whole, between two calls. Needs neither Flink nor Kafka.
 * Thread-safe; one call at a time computes.
 *
 * <p>Steps of a sequence are taken in the order in which they are given; nothing is put in order or dropped here. The
 * parameters are kept outside the Java heap: keep one model for many calls, and close it at the end.
 */
public final class ServedModel implements AutoCloseable {

    /** Sequences that are run forward together, unless a number is given. */
    public static final int BATCH = 256;

    private final ForecastSpec spec;
    private final ParameterLayout layout;
    private final StepCheck check;
    private final FeatureRule features;
    private final LiveStepper stepper;
    private final ForecastWriter writer;
    private final SavedState saved;
    private final Map<String, Sequence> sequences = new HashMap<>();
    private final Sequence[] rows;
    private final Step[] taken;
    private volatile @Nullable Version newest;
    private @Nullable Version loaded;
    private long batches;
    private long statesReset;
    private boolean closed;

    /** Parameters and their number, which come together. */
    private record Version(float[] parameters, long number) {}

    /** A sequence, and the last batch that it was part of. */
    private static final class Sequence {

        private final LiveState live;
        private long batch;

        Sequence(LiveState live) {
            this.live = live;
        }
    }

    /**
     * A model without parameters: no step is taken before the first {@link #adopt}.
     *
     * @param batch sequences that are run forward together at most
     */
    public ServedModel(ForecastSpec spec, int batch) {
        ForecastParts parts = ForecastParts.of(spec);
        this.spec = spec;
        layout = ParameterLayout.of(spec.model());
        check = new StepCheck(spec.model().input());
        features = parts.features();
        stepper = new LiveStepper(parts.rows(), batch, 0);
        stepper.resetEvery(spec.resetEvery() == null ? 0 : spec.resetEvery());
        writer = new ForecastWriter(
                PredictionSelection.ALL, parts.codec(), Interval.of(spec.model().head(), null), parts.targets());
        saved = SavedState.of(spec.model());
        rows = new Sequence[batch];
        taken = new Step[batch];
    }

    /** The model in {@code file}, as {@link ModelFile#read(Path)} reads it. */
    public static ServedModel open(Path file) {
        return of(ModelFile.read(file));
    }

    /** The model that was read as {@code file}. */
    public static ServedModel of(ModelFile file) {
        ServedModel model = new ServedModel(file.spec(), BATCH);
        model.adopt(file.parameters(), file.version());
        return model;
    }

    /** What the model forecasts. */
    public ForecastSpec spec() {
        return spec;
    }

    /**
     * Takes over a version: forecasts of calls that begin after this are made by it or a newer one, each call's by one
     * version. Live states are carried on. Any thread may call this; it does not wait for a call that computes.
     *
     * @param parameters the flat vector, which is copied
     * @param number of the version, 0 or more
     * @throws IllegalArgumentException where these are not the parameters of this model, or not finite
     */
    public void adopt(float[] parameters, long number) {
        layout.requireSize(parameters);
        if (number < 0) {
            throw new IllegalArgumentException("version " + number + " is adopted; a version's number is 0 or more");
        }
        float[] copy = parameters.clone();
        if (!Vectors.finite(copy)) {
            throw new IllegalArgumentException("version " + number + " has parameters that are not finite");
        }
        newest = new Version(copy, number);
    }

    /** The version that makes the forecasts of the next call; {@link LiveState#NO_VERSION} where there is none. */
    public long version() {
        Version version = newest;
        return version == null ? LiveState.NO_VERSION : version.number();
    }

    /** The forecast after {@code step}, as {@link #step(List)} makes it. */
    public Forecast step(Step step) {
        return step(List.of(step)).get(0);
    }

    /**
     * The forecast after each of {@code steps}, in their order; several of one sequence follow one another. A step that
     * ends its sequence ends its live state too; with a running normalization the sequence's statistics are kept.
     *
     * @throws IllegalArgumentException where a step does not fit the model; then none is taken
     * @throws IllegalStateException before the first {@link #adopt}, and after {@link #close}
     */
    public synchronized List<Forecast> step(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            check.check(steps.get(i));
        }
        takeOver();
        List<Forecast> forecasts = new ArrayList<>(steps.size());
        int from = 0;
        while (from < steps.size()) {
            int until = fill(steps, from);
            stepper.run();
            long now = System.currentTimeMillis();
            for (int i = from; i < until; i++) {
                forecasts.add(forecast(i - from, now));
            }
            from = until;
        }
        return forecasts;
    }

    private void takeOver() {
        Version version = newest;
        if (closed || version == null) {
            throw new IllegalStateException(
                    closed ? "the model is closed" : "the model has no parameters yet; adopt a version first");
        }
        if (version != loaded) {
            stepper.load(version.parameters(), version.number());
            loaded = version;
        }
    }

    /** Fills a batch with steps of different sequences, from {@code from} on; the index after its last. */
    private int fill(List<Step> steps, int from) {
        stepper.clear();
        batches++;
        int next = from;
        while (next < steps.size() && stepper.size() < rows.length) {
            Step step = steps.get(next);
            Sequence sequence = sequence(step.sequenceId());
            if (sequence.batch == batches) {
                return next;
            }
            sequence.batch = batches;
            Step completed = features.complete(sequence.live.features, step);
            int row = stepper.add(sequence.live, completed);
            rows[row] = sequence;
            taken[row] = completed;
            next++;
        }
        return next;
    }

    private Sequence sequence(String id) {
        Sequence found = sequences.get(id);
        if (found == null) {
            found = new Sequence(new LiveState(saved.size()));
            sequences.put(id, found);
        }
        return found;
    }

    private Forecast forecast(int row, long now) {
        Step step = taken[row];
        LiveState live = rows[row].live;
        Forecast forecast = new Forecast(
                step.sequenceId(),
                new Moment(step.step(), step.eventTime()),
                writer.about(live, step),
                writer.said(live, step, stepper.outputs(), stepper.at(row), now),
                null,
                writer.parts(step));
        if (!live.isSound()) {
            live.begin();
            statesReset++;
        }
        if (step.endOfSequence()) {
            end(step.sequenceId(), live);
        }
        return forecast;
    }

    /** What is known of how the sequence's features are distributed holds for its next episode too. */
    private void end(String id, LiveState live) {
        if (features.keepsStatistics()) {
            live.begin();
            features.endEpisode(live.features);
        } else {
            sequences.remove(id);
        }
    }

    /** Live states that started from zero again because they had overflowed. */
    public synchronized long statesReset() {
        return statesReset;
    }

    /** Sequences that have a live state. */
    public synchronized int size() {
        return sequences.size();
    }

    /** Forgets a sequence: its next step starts from the zero state. */
    public synchronized void end(String sequenceId) {
        sequences.remove(sequenceId);
    }

    /**
     * The next step of {@code sequenceId} begins an episode, as after a step that ends one: it starts from the zero
     * state, and with a running normalization the sequence's statistics are kept.
     */
    public synchronized void beginEpisode(String sequenceId) {
        Sequence sequence = sequences.get(sequenceId);
        if (sequence != null) {
            end(sequenceId, sequence.live);
        }
    }

    /** The live state of {@code sequenceId}, to be kept elsewhere; empty where it has none. */
    public synchronized Optional<byte[]> state(String sequenceId) {
        return Optional.ofNullable(sequences.get(sequenceId)).map(sequence -> saved.write(sequence.live));
    }

    /** The live states of all sequences that have one, by sequence. */
    public synchronized Map<String, byte[]> states() {
        Map<String, byte[]> states = new LinkedHashMap<>(2 * sequences.size());
        sequences.forEach((id, sequence) -> states.put(id, saved.write(sequence.live)));
        return states;
    }

    /**
     * Goes on from {@code states} in place of what is known of these sequences.
     *
     * @param states what {@link #states} or {@link #state} of a model with the same layers gave, by sequence
     * @throws IllegalArgumentException where one is damaged or of other layers; then nothing has changed
     */
    public void restore(Map<String, byte[]> states) {
        Map<String, Sequence> read = new HashMap<>();
        states.forEach((id, bytes) -> read.put(id, new Sequence(saved.read(id, bytes))));
        synchronized (this) {
            sequences.putAll(read);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        stepper.close();
    }
}
