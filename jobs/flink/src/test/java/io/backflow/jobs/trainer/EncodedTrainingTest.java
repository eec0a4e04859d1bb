package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.worker.MemoryServer;
import io.backflow.jobs.worker.MemoryWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rounding contributions on their way costs, in each mode. */
class EncodedTrainingTest {

    private static final int SEQUENCES = 16;
    private static final int STEPS = 800;
    private static final int COUNTED = 100;

    /** Sixteen noisy waves, the next value of each to be foreseen, 800 steps; the mean loss of the last 100. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: asynchronous, send: gradient}",
                "{type: asynchronous, send: delta}",
                "{type: synchronous, send: gradient, round: 8s}",
                "{type: synchronous, send: delta, round: 8s}"
            })
    void sixteenBitsLearnAsWellAsThirtyTwo(String sync) throws Exception {
        double exact = loss(sync, Encoding.FLOAT32);

        assertThat(exact).as("the waves' variance is 0.5").isLessThan(0.05);
        for (Encoding encoding : List.of(Encoding.FLOAT16, Encoding.BFLOAT16)) {
            double loss = loss(sync, encoding);
            System.out.printf("%s: float32 %.9f, %s %.9f%n", sync, exact, encoding, loss);
            // rounding moves an update by up to 2^-9 of it, to either side
            assertThat(loss).isCloseTo(exact, within(0.01 * exact)).isNotEqualTo(exact);
        }
    }

    /** Steps of a late learning rate: gradients of about 1e-2 times 1e-7. */
    @ParameterizedTest
    @ValueSource(strings = {"asynchronous", "synchronous"})
    void smallDeltasArrive(String type) throws Exception {
        String sync = type.equals("synchronous")
                ? "{type: synchronous, send: delta, round: 8s}"
                : "{type: asynchronous, send: delta}";
        String rule = "{rule: {type: sgd}, learning_rate: 1e-7}";
        float[] initial = new MemoryServer(config(sync, rule, Encoding.FLOAT32), 1).values();
        float[] exact = moved(initial, config(sync, rule, Encoding.FLOAT32));

        for (Encoding encoding : List.of(Encoding.FLOAT16, Encoding.BFLOAT16)) {
            float[] rounded = moved(initial, config(sync, rule, encoding));

            assertThat(Vectors.finite(rounded)).isTrue();
            // parameters of up to 0.5 are multiples of 2^-25 themselves
            assertThat(rounded).containsExactly(exact, within(3e-8f * 100));
            assertThat(distance(rounded)).isCloseTo(distance(exact), within(0.05 * distance(exact)));
        }
    }

    private static double distance(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static float[] moved(float[] initial, JobConfig config) throws Exception {
        MemoryServer server = new MemoryServer(config, 1);
        train(config, server, scored -> {});
        float[] moved = server.values();
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= initial[i];
        }
        return moved;
    }

    private static double loss(String sync, Encoding encoding) throws Exception {
        JobConfig config = config(sync, "{rule: {type: adam}, learning_rate: 0.01}", encoding);
        List<Float> losses = new ArrayList<>();
        train(config, new MemoryServer(config, 1), scored -> {
            if (scored.step() >= STEPS - COUNTED) {
                losses.add(scored.loss());
            }
        });
        assertThat(losses).hasSize(SEQUENCES * COUNTED);
        return losses.stream().mapToDouble(loss -> loss).average().orElseThrow();
    }

    private static void train(JobConfig config, MemoryServer server, Consumer<PrequentialPrediction> scored)
            throws Exception {
        Random random = new Random(17);
        double[] phases = random.doubles(SEQUENCES, 0, 6).toArray();
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            worker.listenTo(scored);
            for (int t = 0; t < STEPS; t++) {
                for (int s = 0; s < SEQUENCES; s++) {
                    float[] features = {wave(phases[s], t, random), 0f};
                    float[] target = {wave(phases[s], t + 1, random)};
                    worker.take(new Step("wave-" + s, t, 1000L * t, features, Step.NONE, target, Step.NONE, 1f, false));
                }
                worker.watermark(1000L * t);
            }
            worker.end();
        }
        server.settle();
    }

    private static float wave(double phase, int t, Random random) {
        return (float) (Math.sin(phase + 0.7 * t) + 0.05 * random.nextGaussian());
    }

    private static JobConfig config(String sync, String optimizer, Encoding encoding) {
        return JobConfig.parse("""
                job: {seed: 4}
                kafka: {bootstrap_servers: "localhost:9092", bounded: true}
                model:
                  input: {type: features, size: 2}
                  layers: [{type: gru, units: 24, reset_after: true}]
                  head: {units: 1, loss: {type: mse}}
                horizon: {type: truncated, every: 8}
                batch: {size: 16}
                forecast: {type: training}
                server: {encoding: %s}
                sync: %s
                optimizer: %s
                """.formatted(encoding.name().toLowerCase(Locale.ROOT), sync, optimizer));
    }
}
