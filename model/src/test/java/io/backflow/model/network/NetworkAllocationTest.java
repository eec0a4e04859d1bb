package io.backflow.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetworkAllocationTest {

    private static final LayerSpec[] LAYERS = {
        new LayerSpec.Lstm(8, true, 0.2),
        new LayerSpec.Gru(8, true, 0),
        new LayerSpec.Gru(8, false, 0),
        new LayerSpec.SimpleRnn(8, LayerSpec.Activation.TANH, 0),
        new LayerSpec.Lru(8, true, LayerSpec.OutputActivation.GLU, true, 0.1)
    };

    @Test
    void aTrainingStepAllocatesNothing() {
        ModelSpec spec = new ModelSpec(new InputSpec.Features(3), List.of(LAYERS), new HeadSpec(2, new LossSpec.Mse()));
        assertThat(bytesPerStep(spec, Double.POSITIVE_INFINITY)).isZero();
        assertThat(bytesPerStep(spec, 1e-9)).as("where windows are judged").isZero();
    }

    @Test
    void aTrainingStepOnTokensAllocatesNothing() {
        ModelSpec spec = new ModelSpec(
                new InputSpec.Tokens(5, 3), List.of(LAYERS), new HeadSpec(5, new LossSpec.CrossEntropy()));
        assertThat(bytesPerStep(spec, Double.POSITIVE_INFINITY)).isZero();
        assertThat(bytesPerStep(spec, 1e-9)).as("where windows are judged").isZero();
    }

    /**
     * The least of several runs: the first warm up, and the measurement itself may allocate while it is interpreted.
     */
    private static double bytesPerStep(ModelSpec spec, double limit) {
        int steps = 200;
        try (Network network = new Network(spec, 6, 3)) {
            network.guard().limit(limit);
            Minibatch batch = new Minibatch(spec, 6, 3);
            Gradients gradients = new Gradients(ParameterLayout.of(spec).size());
            float[] parameters = Initialization.keras(spec, 1);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long id = Thread.currentThread().getId();
            long least = Long.MAX_VALUE;
            for (int run = 0; run < 5; run++) {
                long before = threads.getThreadAllocatedBytes(id);
                train(network, batch, gradients, parameters, steps);
                least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
            }
            return (double) least / steps;
        }
    }

    private static void train(Network network, Minibatch batch, Gradients gradients, float[] parameters, int steps) {
        for (int i = 0; i < steps; i++) {
            network.load(parameters);
            batch.reset(6, 1 + i % 3);
            Arrays.fill(batch.weights(), 1f);
            batch.lengths()[0] = 4;
            gradients.clear();
            network.forwardBackward(batch, gradients);
        }
    }
}
