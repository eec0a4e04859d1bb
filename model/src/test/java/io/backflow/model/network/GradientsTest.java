package io.backflow.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientsTest {

    private static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Tokens(7, 4),
            List.of(new LayerSpec.Lstm(5, false, 0)),
            new HeadSpec(7, new LossSpec.CrossEntropy()));

    @Test
    void areZeroOnceTheyAreCleared() {
        Gradients gradients = new Gradients(2);
        gradients.values()[1] = 3;
        gradients.count(1, 2, 3);

        gradients.clear();

        assertThat(gradients.cleared()).isTrue();
        assertThat(gradients.values()).containsExactly(0, 0);
        assertThat(gradients.cleared()).as("somebody may have written").isFalse();
        assertThat(List.of(gradients.lossSum(), gradients.weightSum())).containsExactly(0.0, 0.0);
        assertThat(gradients.sequences()).isZero();
    }

    @Test
    void ofOneMinibatchAfterAnotherAreTheirSum() {
        try (Network network = new Network(SPEC, 3, 2)) {
            network.load(Initialization.keras(SPEC, 1));
            Gradients gradients = new Gradients(network.layout().size());
            network.forwardBackward(batch(1), gradients);
            float[] first = gradients.values().clone();
            gradients.clear();
            network.forwardBackward(batch(2), gradients);
            float[] second = gradients.values().clone();
            network.forwardBackward(batch(1), gradients);
            Gradients alone = new Gradients(network.layout().size());
            network.forwardBackward(batch(2), alone);

            assertThat(first).isNotEqualTo(second);
            float[] sum = gradients.values();
            for (int i = 0; i < sum.length; i++) {
                assertThat(Math.abs(second[i] - alone.values()[i]))
                        .as("nothing of before")
                        .isZero();
                assertThat(sum[i]).isEqualTo(second[i] + first[i]);
            }
        }
    }

    private static Minibatch batch(int label) {
        Minibatch batch = new Minibatch(SPEC, 3, 2);
        batch.reset(3, 2);
        Arrays.fill(batch.tokens(), label);
        Arrays.fill(batch.labels(), label);
        Arrays.fill(batch.weights(), 1f);
        return batch;
    }
}
