package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Noise that grows: no model can follow it, and the loss rises. */
class DriftTrainingTest {

    private static final int SEQUENCES = 4;
    private static final int STEPS = 1500;
    private static final int GROWS_AT = 900;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: synchronous, send: gradient, round: 1s}",
                "{type: synchronous, send: delta, round: 1s}",
                "{type: asynchronous, send: gradient}"
            })
    void eachShardFindsTheRiseOfTheLossOfTheRun(String sync) throws Exception {
        List<DriftAlarms> alarms = train(sync);

        assertThat(alarms).hasSize(3).as("all have seen the same losses").containsOnly(alarms.get(0));
        assertThat(alarms.get(0).count()).isEqualTo(1);
        assertThat(alarms.get(0).before()).isBetween(0.5, 2.0);
        assertThat(alarms.get(0).after()).isGreaterThan(3);
    }

    private static List<DriftAlarms> train(String sync) throws InterruptedException {
        JobConfig config = JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092", bounded: true}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: simple_rnn, units: 2}]
                  head: {units: 1, loss: {type: mse}}
                horizon: {type: truncated, every: 1, back: 1}
                server: {shards: 3}
                batch: {size: 4}
                drift: {delta: 0.002}
                sync: %s
                """.formatted(sync));
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            for (Step step : steps()) {
                if (step.sequenceId().equals("s0")) {
                    worker.watermark(step.eventTime() - 1);
                }
                worker.take(step);
            }
            worker.end();
            server.settle();
        }
        return server.alarms();
    }

    private static List<Step> steps() {
        Random random = new Random(8);
        List<Step> steps = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            float size = t < GROWS_AT ? 1 : 4;
            for (int s = 0; s < SEQUENCES; s++) {
                float[] target = {size * (float) random.nextGaussian()};
                float[] features = {(float) random.nextGaussian()};
                steps.add(new Step("s" + s, t, 1000L * t, features, Step.NONE, target, Step.NONE, 1f, t == STEPS - 1));
            }
        }
        return steps;
    }
}
