package io.backflow.model.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossEntropyTest {

    private static final int STEP = 1;

    /** A single exponential of the greatest would overflow, wherever it stands. */
    @ParameterizedTest
    @CsvSource({"3, 2", "1500, 0", "1500, 700", "1500, 1030", "1500, 1499", "1024, 1023"})
    void theGreatestOutputDecidesWhereverItStands(int units, int greatest) {
        float[] o = new float[2 * units];
        Random random = new Random(1);
        for (int j = 0; j < units; j++) {
            o[STEP * units + j] = (float) random.nextGaussian();
        }
        o[STEP * units + greatest] = 300;
        float[] d = new float[o.length];

        float loss = new CrossEntropy(units).step(o, labelled(units, 1), STEP, d);

        double sum = 0;
        for (int j = 0; j < units; j++) {
            sum += Math.exp(o[STEP * units + j] - 300);
        }
        assertThat(loss).isCloseTo((float) (Math.log(sum) + 300 - o[STEP * units + 1]), within(1e-3f));
        for (int j = 0; j < units; j++) {
            double share = Math.exp(o[STEP * units + j] - 300) / sum;
            assertThat((double) d[STEP * units + j]).isCloseTo(j == 1 ? share - 1 : share, within(1e-6));
        }
        assertThat(d[0]).as("another step").isZero();
    }

    private static Minibatch labelled(int units, int label) {
        ModelSpec spec = new ModelSpec(
                new InputSpec.Features(1),
                List.of(new LayerSpec.Lstm(1, false, 0)),
                new HeadSpec(units, new LossSpec.CrossEntropy()));
        Minibatch batch = new Minibatch(spec, 2, 1);
        batch.reset(2, 1);
        batch.labels()[STEP] = label;
        return batch;
    }
}
