package io.backflow.lab.experiment.forecast;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.lab.experiment.horizon.Births;
import io.backflow.lab.experiment.taxi.TaxiExperiment;
import io.backflow.lab.experiment.taxi.TaxiSeries;
import io.backflow.lab.forecast.ReplayClock;
import io.backflow.lab.forecast.ReplayOrder;
import io.backflow.lab.forecast.Scaling;
import io.backflow.lab.forecast.Storms;
import io.backflow.lab.forecast.TrackReplay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream that update rules are tried on.
 *
 * @param warmUp steps that are not counted
 * @param yaml configuration of the job, with {@code ${seed}} and {@code ${optimizer}} in it
 * @param source sends the steps of a run with a seed
 */
record OptimizerTask(String name, long warmUp, String yaml, Source source) {

    private static final int SIDE_BY_SIDE = 32;
    private static final int EPOCHS = 20;
    private static final int DELAY = 10;
    private static final int ECHO_STEPS = 6_000;
    private static final int MACHINES = 20;
    private static final int MACHINE_STEPS = 500;
    private static final String BROKERS = "localhost:9092";

    /** Sends steps. */
    @FunctionalInterface
    interface Source {
        void send(long seed, Consumer<Step> to);
    }

    /** Births, storms, the delayed echo and the machines; with {@code taxi} that too. */
    static List<OptimizerTask> all(@Nullable TaxiSeries taxi) {
        List<OptimizerTask> all = new ArrayList<>(List.of(births(), storms(), echo(), machines()));
        if (taxi != null) {
            all.add(taxi(taxi));
        }
        return all;
    }

    JobConfig config(String optimizer, long seed) {
        return JobConfig.parse(yaml.replace("${seed}", Long.toString(seed)).replace("${optimizer}", optimizer));
    }

    void steps(long seed, Consumer<Step> to) {
        source.send(seed, to);
    }

    /** The births of the next day, in one pass. */
    private static OptimizerTask births() {
        Births births = Births.load();
        String yaml = head() + """
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 32}]
                  head: {units: 1, loss: {type: mse}}
                target: {type: next, columns: [0]}
                horizon: {type: truncated, every: 4, back: 32}
                batch: {size: 1, replay: {windows: 7}}
                """;
        return new OptimizerTask("births", 1_500, yaml, (seed, to) -> {
            for (int day = 0; day < births.values().length; day++) {
                to.accept(births.step(day));
            }
        });
    }

    /** The storms of the demo; the last of its twenty passes is counted. */
    private static OptimizerTask storms() {
        Storms storms = Storms.load();
        Scaling scaling = Scaling.of(storms.train());
        String yaml = head() + """
                model:
                  input: {type: features, size: 4}
                  layers: [{type: gru, units: 32}]
                  head: {units: 4, loss: {type: mse}}
                target: {type: next, residual: true}
                horizon: {type: truncated, every: 16}
                batch: {size: 32, linger: 0ms}
                """;
        long steps = replay(storms, scaling, 1).stepsPerEpoch();
        return new OptimizerTask("storms", (EPOCHS - 1) * steps, yaml, (seed, to) -> replay(storms, scaling, seed)
                .forEach(to));
    }

    private static TrackReplay replay(Storms storms, Scaling scaling, long seed) {
        return new TrackReplay(
                scaling.apply(storms.train()),
                new ReplayOrder(seed, 0, EPOCHS, SIDE_BY_SIDE),
                new ReplayClock(Instant.EPOCH, Duration.ofSeconds(1), 16));
    }

    /** Fair bits of 32 sequences, to be said again ten steps later, learnt online; the last third is counted. */
    private static OptimizerTask echo() {
        String yaml = head() + """
                model:
                  input: {type: features, size: 1}
                  layers: [{type: lru, units: 64}]
                  head: {units: 1, loss: {type: binary_cross_entropy}}
                target: {type: given}
                horizon: {type: online}
                batch: {size: 32, linger: 0ms}
                """;
        long warmUp = 2L * ECHO_STEPS / 3 * SIDE_BY_SIDE;
        return new OptimizerTask("echo", warmUp, yaml, OptimizerTask::echo);
    }

    private static void echo(long seed, Consumer<Step> to) {
        Random bits = new Random(seed);
        int[][] said = new int[SIDE_BY_SIDE][DELAY];
        for (int t = 0; t < ECHO_STEPS; t++) {
            for (int b = 0; b < SIDE_BY_SIDE; b++) {
                int bit = bits.nextInt(2);
                float[] target = {said[b][t % DELAY]};
                said[b][t % DELAY] = bit;
                float weight = t < DELAY ? 0 : 1;
                float[] features = {2 * bit - 1};
                to.accept(new Step("s" + b, t, t, features, Step.NONE, target, Step.NONE, weight, false));
            }
        }
    }

    /** Twenty machines for 500 steps, far from zero and some values missing; forecasts count from the first step on. */
    static OptimizerTask machines() {
        String yaml = head() + """
                model:
                  input: {type: features, size: 3, missing: mask}
                  layers: [{type: gru, units: 32}]
                  head: {units: 2, loss: {type: huber}}
                normalization: running
                target: {type: next, residual: true, columns: [0, 1]}
                horizon: {type: truncated, every: 16}
                batch: {size: 20, linger: 0ms}
                """;
        return new OptimizerTask("machines", 0, yaml, (seed, to) -> machines(to));
    }

    private static void machines(Consumer<Step> to) {
        for (int t = 0; t < MACHINE_STEPS; t++) {
            for (int machine = 0; machine < MACHINES; machine++) {
                double swing = Math.sin(machine + 0.7 * t);
                float pressure = t % 9 == 8 ? Float.NaN : (float) (1013 + swing * swing);
                float[] features = {(float) (200 * machine + 5 * swing), pressure, swing > 0 ? 1 : 0};
                to.accept(new Step("machine-" + machine, t, t, features));
            }
        }
    }

    private static OptimizerTask taxi(TaxiSeries series) {
        return new OptimizerTask("taxi", 5_000, TaxiExperiment.yaml("taxi", BROKERS), (seed, to) -> series.forEach(to));
    }

    private static String head() {
        return """
                job: {seed: ${seed}}
                kafka: {bootstrap_servers: "%s"}
                sync: {type: asynchronous, send: gradient}
                server: {shards: 1}
                forecast: {type: arrival}
                optimizer: ${optimizer}
                """.formatted(BROKERS);
    }
}
