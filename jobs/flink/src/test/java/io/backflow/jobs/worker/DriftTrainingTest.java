package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Noise that grows: no model can follow it, and the loss rises. */
class DriftTrainingTest {

    private static final int SEQUENCES = 4;
    private static final int STEPS = 500;
    private static final int GROWS_AT = 300;

    /** What a run came to. */
    private record Run(List<DriftAlarms> alarms, ReplayCounts replayed, float[] values) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: synchronous, send: gradient, round: 1s}",
                "{type: synchronous, send: delta, round: 1s}",
                "{type: asynchronous, send: gradient}",
                "{type: asynchronous, send: delta, min_local_updates: 1, max_local_updates: 1}"
            })
    void eachShardFindsTheRiseOfTheLossOfTheRun(String sync) throws Exception {
        List<DriftAlarms> alarms = train(sync, "{delta: 0.002}", id -> true).alarms();

        assertThat(alarms).hasSize(3).as("all have seen the same losses").containsOnly(alarms.get(0));
        assertThat(alarms.get(0).count()).isEqualTo(1);
        assertThat(alarms.get(0).before()).isBetween(0.5, 2.0);
        assertThat(alarms.get(0).after()).isGreaterThan(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: synchronous, send: gradient, round: 1s}",
                "{type: synchronous, send: delta, round: 1s}",
                "{type: asynchronous, send: gradient}",
                "{type: asynchronous, send: delta, min_local_updates: 1, max_local_updates: 1}"
            })
    void aRiseOfOneGroupIsFoundAndOnlyItsWindowsAreForgotten(String sync) throws Exception {
        String drift = "{groups: [s, s1, s2], reaction: forget_replay}";
        Run run = train(sync, drift, id -> id.equals("s1"));

        assertThat(run.alarms()).containsOnly(run.alarms().get(0));
        GroupAlarms[] groups = run.alarms().get(0).groups();
        assertThat(Arrays.stream(groups).map(GroupAlarms::group)).containsExactly("s1");
        assertThat(groups[0].before()).isBetween(0.5, 2.0);
        assertThat(groups[0].after()).isGreaterThan(3);
        assertThat(run.alarms().get(0).count())
                .as("a quarter of the run's loss has risen too")
                .isEqualTo(1);
        assertThat(run.replayed().forgotten()).as("of s1 perhaps twice").isBetween(4 * 5L, 5 * 5L);
    }

    /** Also where the workers optimize; where the loss does not rise nothing is another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: synchronous, send: gradient, round: 1s}",
                "{type: synchronous, send: delta, round: 1s}",
                "{type: asynchronous, send: gradient}",
                "{type: asynchronous, send: delta, min_local_updates: 1, max_local_updates: 1}"
            })
    void eachReactionChangesWhatIsLearntAfterTheAlarmAndNothingBefore(String sync) throws Exception {
        for (boolean grows : new boolean[] {true, false}) {
            float[] without = train(sync, "{}", id -> grows).values();
            for (String reaction : List.of("raise_rate", "reset_optimizer", "forget_replay")) {
                float[] with =
                        train(sync, "{reaction: " + reaction + "}", id -> grows).values();
                assertThat(Arrays.equals(with, without)).as(reaction).isEqualTo(!grows);
            }
        }
    }

    private static Run train(String sync, String drift, Predicate<String> grows) throws InterruptedException {
        JobConfig config = JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092", bounded: true}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: simple_rnn, units: 2}]
                  head: {units: 1, loss: {type: mse}}
                horizon: {type: truncated, every: 1, back: 1}
                server: {shards: 3}
                batch: {size: 4, replay: {windows: 1, kept: 5}}
                drift: %s
                sync: %s
                """.formatted(drift, sync));
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            for (Step step : steps(grows)) {
                if (step.sequenceId().equals("s0")) {
                    worker.watermark(step.eventTime() - 1);
                }
                worker.take(step);
            }
            worker.end();
            server.settle();
            return new Run(server.alarms(), worker.worker().replayed(), server.values());
        }
    }

    private static List<Step> steps(Predicate<String> grows) {
        Random random = new Random(8);
        List<Step> steps = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            for (int s = 0; s < SEQUENCES; s++) {
                float size = t >= GROWS_AT && grows.test("s" + s) ? 4 : 1;
                float[] target = {size * (float) random.nextGaussian()};
                float[] features = {(float) random.nextGaussian()};
                steps.add(new Step("s" + s, t, 1000L * t, features, Step.NONE, target, Step.NONE, 1f, t == STEPS - 1));
            }
        }
        return steps;
    }
}
