package io.backflow.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Optimizer> all() {
        return Stream.of(
                new Sgd(),
                new Sgd(0, false, 0.01),
                new Sgd(0.9, false, 0.01),
                new Sgd(0.9, true, 0),
                Adam.DEFAULT,
                new Adam(0.8, 0.99, 1e-3, 0.1),
                new AdamW(0.9, 0.999, 1e-7, 0.004),
                new RmsProp(0.9, 0, 1e-7, true),
                new RmsProp(0.9, 0.5, 1e-7, false),
                new Adagrad(0.1, 1e-7, true),
                Cocob.DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aVectorCutIntoShardsMovesBitForBitAsAWholeOne(Optimizer optimizer) {
        int[] cuts = {0, 1, 18, 101};
        Vector whole = new Vector(optimizer, 0, 101);
        for (int s = 0; s + 1 < cuts.length; s++) {
            Vector shard = new Vector(optimizer, cuts[s], cuts[s + 1]);
            assertThat(shard.parameters).isEqualTo(Arrays.copyOfRange(whole.parameters, cuts[s], cuts[s + 1]));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void optionsSurviveJson(Optimizer optimizer) throws JsonProcessingException {
        String json = JSON.writeValueAsString(optimizer);
        assertThat(JSON.readValue(json, Optimizer.class)).as(json).isEqualTo(optimizer);
    }

    /** A few small objects an update at most, and nothing that grows with the model. */
    @ParameterizedTest
    @MethodSource("all")
    void anUpdateCostsNoMemoryPerParameter(Optimizer optimizer) {
        int n = 100_000;
        float[] parameters = new float[n];
        float[] gradient = new float[n];
        float[] slots = new float[optimizer.slotsPerParameter() * n];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        optimizer.update(parameters, gradient, slots, 0, 0.1);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int t = 1; t <= 100; t++) {
            optimizer.update(parameters, gradient, slots, t, 0.1);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100 * 256);
    }

    @Test
    void optionsLeftOutAreThoseOfKeras() throws JsonProcessingException {
        assertThat(read("{type: sgd}")).isEqualTo(new Sgd(0, false, 0));
        assertThat(read("{type: adam}")).isEqualTo(new Adam(0.9, 0.999, 1e-7, 0));
        assertThat(read("{type: adam, beta_1: 0.5}")).isEqualTo(new Adam(0.5, 0.999, 1e-7, 0));
        assertThat(read("{type: adamw}")).isEqualTo(new AdamW(0.9, 0.999, 1e-7, 0.004));
        assertThat(read("{type: rmsprop}")).isEqualTo(new RmsProp(0.9, 0, 1e-7, true));
        assertThat(read("{type: adagrad}")).isEqualTo(new Adagrad(0.1, 1e-7, true));
        assertThat(read("{type: cocob}")).isEqualTo(new Cocob(100));
    }

    @Test
    void optionsOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> read("{type: adam, beta_1: 1}"))
                .hasMessageContaining("optimizer.beta_1 is 1.0; it must be at least 0.0 and below 1.0");
        assertThatThrownBy(() -> read("{type: sgd, nesterov: true}")).hasMessageContaining("set optimizer.momentum");
        assertThatThrownBy(() -> read("{type: rmsprop, epsilon: 0}")).hasMessageContaining("optimizer.epsilon is 0.0");
        assertThatThrownBy(() -> read("{type: adam, beta1: 0.9}")).hasMessageContaining("beta1");
        assertThatThrownBy(() -> read("{type: lion}")).hasMessageContaining("lion");
    }

    private static Optimizer read(String loose) throws JsonProcessingException {
        return JSON.readValue(
                loose.replaceAll("([a-z_][a-z_0-9]*)(?!\\w)", "\"$1\"").replace("\"true\"", "true"), Optimizer.class);
    }

    /** Elements {@code from} to {@code to} of one seeded problem after five updates. */
    private static final class Vector {
        final float[] parameters;

        Vector(Optimizer optimizer, int from, int to) {
            Random random = new Random(3);
            parameters = slice(random, from, to);
            float[] slots = new float[optimizer.slotsPerParameter() * parameters.length];
            Arrays.fill(slots, optimizer.initialSlotValue());
            for (int t = 0; t < 5; t++) {
                optimizer.update(parameters, slice(random, from, to), slots, t, 0.1);
            }
        }

        private static float[] slice(Random random, int from, int to) {
            float[] values = new float[101];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return Arrays.copyOfRange(values, from, to);
        }
    }
}
