package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.TimeBuffer;
import io.backflow.jobs.sequence.Unlabelled;
import io.backflow.jobs.trainer.SequenceStateSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The worker of a job whose labels come later: whenever they come within their wait, states, predictions, losses and
 * totals are those of a stream whose steps bring their labels themselves.
 */
class LabelledStreamTest {

    private static final int SEEDS = 40;
    private static final int WAIT = 60_000;

    @ParameterizedTest
    @CsvSource({"number, carry, false", "number, impute, true", "number, reset, false", "time, reset, true"})
    void whenLabelsComeWithinTheirWaitChangesNothing(String order, String gap, boolean restores) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            String name = order + ", " + gap + ", seed " + seed;
            JobConfig config = config(order, gap);
            List<Step> steps = steps(random, order.equals("number"));
            try (Run whole = new Run(config);
                    Run apart = new Run(config)) {
                for (Step step : steps) {
                    whole.take(step);
                }
                Travel travel = new Travel(random, steps);
                for (int i = 0; i < travel.arrivals.size(); i++) {
                    apart.take(travel.arrivals.get(i));
                    if (random.nextInt(4) == 0) {
                        apart.worker.watermark(travel.time(i) - random.nextInt(2000));
                    }
                    if (restores && random.nextInt(40) == 0) {
                        apart.restore();
                    }
                }
                long end = steps.get(steps.size() - 1).eventTime() + 3L * WAIT;
                whole.worker.watermark(end);
                apart.worker.watermark(end);

                assertThat(apart.states()).as(name).isEqualTo(whole.states());
                TrainingTotals expected = whole.end();
                TrainingTotals totals = apart.end();
                assertThat(apart.predictions).as(name).isEqualTo(whole.predictions);
                assertThat(totals.stepsHash()).as(name).isEqualTo(expected.stepsHash());
                assertThat(totals.windows()).as(name).isEqualTo(expected.windows());
                // the same losses, added up in the order in which windows were full
                assertThat(totals.lossSum()).as(name).isCloseTo(expected.lossSum(), Offset.offset(1e-9));
                assertThat(apart.lost).as(name).isEmpty();
                assertThat(apart.count(LabelVerdict.REPEATED)).as(name).isEqualTo(travel.repetitions);
                assertThat(apart.worker.worker().counts().stepsUnlabelled(Unlabelled.EXPIRED))
                        .as(name)
                        .isZero();
            }
        }
    }

    private static JobConfig config(String order, String gap) {
        return Setting.of(1, """
                sync: {type: asynchronous, send: gradient, staleness: 1000000}
                stream: {order: %s}
                target: {type: delayed, max_wait: 60s}
                sequence: {reorder: {max_wait: 10s, gap: %s}, session_gap: 30s}
                """.formatted(order, gap));
    }

    /** Steps with their targets in the order of their event times; some are missing, some end their sequence. */
    private static List<Step> steps(Random random, boolean numbered) {
        List<Step> steps = new ArrayList<>();
        for (int sequence = 0; sequence < 3; sequence++) {
            long time = random.nextInt(5_000);
            int number = 0;
            for (int i = 0; i < 80; i++) {
                time += random.nextInt(30) == 0 ? 45_000 : 300 + random.nextInt(1400);
                number += random.nextInt(25) == 0 ? 2 : 1;
                float[] features = {(float) Math.sin(time / 7000.0), random.nextFloat()};
                float[] target = {random.nextFloat()};
                steps.add(new Step(
                        "sequence-" + sequence,
                        numbered ? number : Step.NONE,
                        time,
                        features,
                        Step.NONE,
                        target,
                        Step.NONE,
                        1f,
                        false));
            }
        }
        steps.sort(Comparator.comparingLong(Step::eventTime).thenComparing(Step::sequenceId));
        return steps;
    }

    /** Steps without targets, and their labels, each up to the wait earlier or later than its step; some come twice. */
    private static final class Travel {

        private final List<Arrival> arrivals = new ArrayList<>();
        private final Map<Arrival, Double> places = new HashMap<>();
        private final long[] oldest;
        private long repetitions;

        Travel(Random random, List<Step> steps) {
            int reach = 1 + random.nextInt(WAIT - 1);
            for (Step step : steps) {
                add(step.eventTime(), new Step(step.sequenceId(), step.step(), step.eventTime(), step.features()));
                StepLabel label = label(step);
                double place = step.eventTime() + (random.nextDouble() - 0.3) * reach;
                add(place, label);
                if (random.nextInt(10) == 0) {
                    repetitions++;
                    add(place + random.nextDouble() * (step.eventTime() + reach - place), label(step));
                }
            }
            arrivals.sort(Comparator.comparingDouble(places::get));
            oldest = new long[arrivals.size()];
            long seen = Long.MAX_VALUE / 2;
            for (int i = oldest.length - 1; i >= 0; i--) {
                oldest[i] = seen;
                seen = Math.min(seen, arrivals.get(i).eventTime());
            }
        }

        private void add(double place, Arrival arrival) {
            places.put(arrival, place);
            arrivals.add(arrival);
        }

        private static StepLabel label(Step step) {
            return new StepLabel(
                    step.sequenceId(),
                    step.step(),
                    step.eventTime(),
                    step.eventTime(),
                    step.target(),
                    Step.NONE,
                    Float.NaN);
        }

        /** The newest event time of which nothing comes after arrival {@code i}. */
        long time(int i) {
            return oldest[i] - 1;
        }
    }

    /** One worker, whose contributions nobody merges. */
    private static final class Run implements AutoCloseable {

        private final MemoryServer server;
        private final MemoryWorker worker;
        private final List<String> lost = new ArrayList<>();
        private final TreeSet<String> predictions = new TreeSet<>();

        Run(JobConfig config) {
            server = new MemoryServer(config, 1);
            worker = new MemoryWorker(config, server, 0, 1);
            worker.expectLosses(step -> lost.add(step.toString()));
            worker.expectLostLabels((label, verdict) -> lost.add(verdict + " " + label));
            worker.listenTo(scored -> predictions.add(scored.sequenceId() + " " + scored.step() + " at "
                    + scored.eventTime() + ": " + Arrays.toString(scored.prediction()) + " loss " + scored.loss()));
        }

        void take(Arrival arrival) throws InterruptedException {
            worker.take(arrival);
        }

        /** What is kept is written and read, as after a checkpoint. */
        void restore() throws IOException {
            SequenceStateSerializer serializer = new SequenceStateSerializer();
            for (var entry : worker.states().entrySet()) {
                DataOutputSerializer out = new DataOutputSerializer(64);
                serializer.serialize(entry.getValue(), out);
                entry.setValue(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())));
            }
        }

        long count(LabelVerdict verdict) {
            return worker.worker().counts().labels(verdict);
        }

        /** All that is kept of each sequence but its timer, and the hashes of all that steps brought themselves. */
        Map<String, String> states() throws IOException {
            SequenceStateSerializer serializer = new SequenceStateSerializer();
            Map<String, String> states = new TreeMap<>();
            for (var entry : worker.states().entrySet()) {
                var state = serializer.copy(entry.getValue());
                state.timer = LifetimeRule.NEVER;
                if (state.byTime != null) {
                    TimeBuffer.Taken taken = state.byTime.taken();
                    state.byTime = TimeBuffer.of(
                            state.byTime.waiting(),
                            new TimeBuffer.Taken(taken.newest(), taken.atNewest(), new long[0]));
                }
                DataOutputSerializer out = new DataOutputSerializer(64);
                serializer.serialize(state, out);
                states.put(entry.getKey(), HexFormat.of().formatHex(out.getCopyOfBuffer()));
            }
            return states;
        }

        TrainingTotals end() throws InterruptedException {
            worker.end();
            server.settle();
            return server.totals();
        }

        @Override
        public void close() {
            worker.close();
        }
    }
}
