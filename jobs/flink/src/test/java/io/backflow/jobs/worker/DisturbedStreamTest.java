package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.trainer.SequenceStateSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The worker of a job with a model that does not change: states, predictions, losses and totals of a disturbed stream
 * are those of the clean one, and what is lost is what came too late.
 */
class DisturbedStreamTest {

    private static final int SEEDS = 40;

    @ParameterizedTest
    @CsvSource({"number, reset", "number, carry", "number, impute", "time, reset"})
    void whatHappensOnTheWayChangesNeitherStatesNorLossesNorTheAudit(String order, String gap) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            boolean numbered = order.equals("number");
            JobConfig config = config(order, gap, random);
            DisturbedStream stream = new DisturbedStream(random, numbered);
            try (Run clean = new Run(config);
                    Run disturbed = new Run(config)) {
                clean.takeAll(stream.clean());
                long[] oldest = stream.oldestFrom();
                List<Step> arrivals = stream.arrivals();
                long margin = numbered ? -1 : DisturbedStream.DELAY - 1;
                for (int i = 0; i < arrivals.size(); i++) {
                    boolean late = stream.late().contains(arrivals.get(i));
                    if (late || random.nextInt(3) == 0) {
                        disturbed.worker.watermark(oldest[i] + margin - (late ? 0 : random.nextInt(3000)));
                    }
                    disturbed.worker.take(arrivals.get(i));
                }

                String name = order + ", " + gap + ", seed " + seed;
                clean.worker.watermark(stream.newest() + 60_000);
                disturbed.worker.watermark(stream.newest() + 60_000);
                assertThat(disturbed.states()).as(name).isEqualTo(clean.states());
                assertThat(disturbed.lost).as(name).containsExactlyInAnyOrderElementsOf(stream.late());
                assertThat(disturbed.worker.worker().counts().steps(Verdict.DUPLICATE))
                        .as(name)
                        .isEqualTo(stream.repetitions());

                TrainingTotals expected = clean.end();
                TrainingTotals totals = disturbed.end();
                assertThat(disturbed.predictions).as(name).isEqualTo(clean.predictions);
                assertThat(totals.steps()).as(name).isEqualTo(stream.clean().size());
                assertThat(totals.windows()).as(name).isEqualTo(expected.windows());
                assertThat(totals.stepsHash())
                        .as(name)
                        .isEqualTo(Waves.hash(numbered ? stream.clean() : stream.numberedByJob()));
                // the same losses, added up in the order in which windows were full
                assertThat(totals.lossSum()).as(name).isCloseTo(expected.lossSum(), Offset.offset(1e-9));
            }
        }
    }

    private static JobConfig config(String order, String gap, Random random) {
        String session = random.nextBoolean() ? ", session_gap: 30s" : "";
        return Setting.of(1, """
                sync: {type: asynchronous, send: gradient, staleness: 1000000}
                stream: {order: %s}
                sequence: {reorder: {max_wait: 10s, gap: %s}%s}
                """.formatted(order, gap, session));
    }

    /** One worker, whose contributions nobody merges. */
    private static final class Run implements AutoCloseable {

        private final MemoryServer server;
        private final MemoryWorker worker;
        private final List<Step> lost = new ArrayList<>();
        private final TreeSet<String> predictions = new TreeSet<>();

        Run(JobConfig config) {
            server = new MemoryServer(config, 1);
            worker = new MemoryWorker(config, server, 0, 1);
            worker.expectLosses(lost::add);
            worker.listenTo(scored -> predictions.add(scored.sequenceId() + " " + scored.step() + " at "
                    + scored.eventTime() + ": " + Arrays.toString(scored.prediction()) + " loss " + scored.loss()));
        }

        void takeAll(List<Step> steps) throws InterruptedException {
            for (Step step : steps) {
                worker.take(step);
            }
        }

        /** All that is kept of each sequence but its timer, which may have been set for less than is due now. */
        Map<String, String> states() throws IOException {
            SequenceStateSerializer serializer = new SequenceStateSerializer();
            Map<String, String> states = new TreeMap<>();
            for (var entry : worker.states().entrySet()) {
                var state = serializer.copy(entry.getValue());
                state.timer = LifetimeRule.NEVER;
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
