package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ForecastContext;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.Forecaster;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Targets of pure noise: independent numbers of mean 0 and variance 1. Whatever is learnt from them, no forecast is
 * better than 0 for ever, whose loss is the mean square of the numbers. Each step shows the target of the step before,
 * so that who sees as much as one step of the future forecasts without a loss.
 */
class NoiseTest {

    private static final int SEQUENCES = 8;
    private static final int STEPS = 1500;
    private static final int WARM_UP = 500;
    private static final String GIVEN = "target: {type: given}";
    private static final String NEXT = "target: {type: next, columns: [0]}";
    private static final String DELAYED = "target: {type: delayed, max_wait: 10s}";

    /** The mean of what is said, squared, is below a hundredth; 3 deviations of the difference over 8,000 steps. */
    private static final double SAMPLING = 3 * 2 * 0.1 / Math.sqrt(SEQUENCES * (STEPS - WARM_UP));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                GIVEN + "|" + "{type: truncated, every: 8}",
                GIVEN + "|" + "{type: full, every: 8, max_steps: 64}",
                GIVEN + "|" + "{type: online}",
                NEXT + "|" + "{type: truncated, every: 8}",
                DELAYED + "|" + "{type: truncated, every: 8}",
                DELAYED + "|" + "{type: full, every: 8, max_steps: 64}",
                DELAYED + "|" + "{type: online}"
            })
    void theLossOfNoiseIsThatOfNoise(String target, String horizon) throws Exception {
        Result result = learn(target, horizon, 0);

        assertThat(result.trainedSteps()).isGreaterThan(SEQUENCES * (STEPS - WARM_UP) * 8 / 10);
        assertThat(result.trained()).as("when it is trained").isBetween(-SAMPLING, 0.1);
        assertThat(result.forecast()).as("when it arrives").isBetween(-SAMPLING, 0.1);
    }

    @Test
    void aTargetThatCouldBeSeenIsForecastWithoutALoss() throws Exception {
        for (String target : List.of(GIVEN, DELAYED)) {
            Result result = learn(target, "{type: truncated, every: 8}", 1);

            assertThat(result.trained()).as(target).isLessThan(-0.5);
            assertThat(result.forecast()).as(target).isLessThan(-0.5);
        }
    }

    /** @param leak by how many steps the target is older than it should be */
    private static Result learn(String target, String horizon, int leak) throws Exception {
        JobConfig config = JobConfig.parse("""
                job: {seed: 3}
                kafka: {bootstrap_servers: "localhost:9092", bounded: true}
                model:
                  input: {type: features, size: 2}
                  layers: [{type: gru, units: 4, reset_after: true}]
                  head: {units: 1, loss: {type: mse}}
                sync: {type: asynchronous, send: gradient}
                optimizer: {rule: adam, learning_rate: 0.01}
                batch: {size: 8}
                forecast: {type: arrival, linger: 0ms}
                %s
                horizon: %s
                """.formatted(target, horizon));
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            Result result = new Result();
            worker.expectLostLabels((label, verdict) -> {});
            try (Forecaster forecaster =
                    ConfiguredWorker.forecaster(config, worker.worker().view(), new Memory(config))) {
                worker.worker().followedBy(forecaster);
                Noise noise = new Noise(target, leak);
                for (int t = 0; t < STEPS; t++) {
                    if (t == WARM_UP) {
                        forecaster.scorer().take();
                        result.before = server.totals();
                    }
                    for (Arrival arrival : noise.at(t)) {
                        worker.take(arrival);
                        server.settle();
                        while (worker.listen()) {
                            // the newest parameters
                        }
                        forecaster.flush();
                    }
                    worker.watermark(1000L * t - 1);
                }
                result.forecasts = forecaster.scorer().take();
                result.after = server.totals();
                result.squares = noise.meanSquare();
            }
            return result;
        }
    }

    /** The stream. */
    private static final class Noise {

        private final Random random = new Random(7);
        private final String target;
        private final int leak;
        private final float[][] values = new float[SEQUENCES][STEPS + 2];
        private final List<ArrayDeque<StepLabel>> labels = new ArrayList<>();

        Noise(String target, int leak) {
            this.target = target;
            this.leak = leak;
            for (float[] sequence : values) {
                labels.add(new ArrayDeque<>());
                for (int t = 0; t < sequence.length; t++) {
                    sequence[t] = (float) random.nextGaussian();
                }
            }
        }

        /** What comes at second {@code t}: a step of each sequence, and labels of earlier ones in any order. */
        List<Arrival> at(int t) {
            List<Arrival> arrivals = new ArrayList<>();
            for (int s = 0; s < SEQUENCES; s++) {
                float[] features = {t == 0 ? 0 : values[s][t - 1], (float) random.nextGaussian()};
                float[] truth = {t < leak ? 0 : values[s][t - leak]};
                boolean given = target.equals(GIVEN);
                arrivals.add(new Step(
                        "s" + s, t, 1000L * t, features, Step.NONE, given ? truth : null, Step.NONE, 1f, false));
                if (target.equals(DELAYED) && random.nextInt(20) > 0) {
                    labels.get(s)
                            .add(new StepLabel(
                                    "s" + s, t, StepLabel.UNKNOWN, 1000L * (t + 5), truth, Step.NONE, Float.NaN));
                }
                while (!labels.get(s).isEmpty() && labels.get(s).peek().eventTime() <= 1000L * t) {
                    arrivals.add(
                            random.nextInt(arrivals.size() + 1), labels.get(s).remove());
                }
            }
            return arrivals;
        }

        double meanSquare() {
            double sum = 0;
            for (float[] sequence : values) {
                for (int t = WARM_UP; t < STEPS; t++) {
                    sum += sequence[t] * sequence[t];
                }
            }
            return sum / (SEQUENCES * (STEPS - WARM_UP));
        }
    }

    /** How much worse than 0 for ever the network was; below 0 it was better. */
    private static final class Result {

        private ForecastTotals forecasts = ForecastTotals.ZERO;
        private TrainingTotals before = TrainingTotals.ZERO;
        private TrainingTotals after = TrainingTotals.ZERO;
        private double squares;

        long trainedSteps() {
            return after.steps() - before.steps();
        }

        double trained() {
            return (after.lossSum() - before.lossSum()) / (after.weightSum() - before.weightSum()) - squares;
        }

        /** The mean square of those that were scored is within a hundredth of that of all. */
        double forecast() {
            return forecasts.lossSum() / forecasts.weightSum() - squares;
        }
    }

    /** Live states in memory. */
    private static final class Memory implements ForecastContext {

        private final int size;
        private final Map<String, LiveState> states = new HashMap<>();

        Memory(JobConfig config) {
            size = config.model().stateSize();
        }

        @Override
        public LiveState live(String id) {
            return states.computeIfAbsent(id, any -> new LiveState(size));
        }

        @Override
        public void keepLive(String id, LiveState state) {
            states.put(id, state);
        }

        @Override
        public void forecast(Forecast forecast) {}

        @Override
        public long now() {
            return 0;
        }
    }
}
