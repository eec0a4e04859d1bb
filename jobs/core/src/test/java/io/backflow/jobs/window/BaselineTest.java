package io.backflow.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselineTest {

    private final SequenceState sequence = new SequenceState(1);

    @Test
    void persistenceRepeatsTheLastTargetOfTheSameSequence() {
        Baseline baseline = of(1, new LossSpec.Mse());
        assertThat(loss(baseline, 3f)).as("nothing is known before the first").isEqualTo(9f);

        assertThat(loss(baseline, 5f)).isEqualTo(4f);
        assertThat(baseline.loss(new SequenceState(1), step(5f)))
                .as("another sequence")
                .isEqualTo(25f);
    }

    @Test
    void lossesAreTheHeadsOwn() {
        assertThat(of(1, new LossSpec.Huber(1)).loss(sequence, step(3f))).isEqualTo(2.5f);
        assertThat(of(2, new LossSpec.Quantile(List.of(0.1, 0.9))).loss(sequence, step(10f)))
                .isCloseTo(5f, within(1e-5f)); // 0.1 is not a binary fraction
        assertThat(of(2, new LossSpec.GaussianNll()).loss(new SequenceState(1), step(1f)))
                .isNaN();
    }

    @Test
    void aClassIsGuessedByHowOftenItWasSeenBefore() {
        Baseline baseline = of(2, new LossSpec.CrossEntropy());
        assertThat(baseline.loss(sequence, labelled(0))).isCloseTo((float) Math.log(2), within(1e-6f));
        baseline.observe(sequence, labelled(0));
        baseline.observe(sequence, labelled(0));

        // counts start at one for each class: 3 of 4, 1 of 4
        assertThat(baseline.loss(sequence, labelled(0))).isCloseTo((float) -Math.log(0.75), within(1e-6f));
        assertThat(baseline.loss(sequence, labelled(1))).isCloseTo((float) -Math.log(0.25), within(1e-6f));
        assertThat(baseline.hasGuess()).isFalse();
    }

    private float loss(Baseline baseline, float target) {
        float loss = baseline.loss(sequence, step(target));
        baseline.observe(sequence, step(target));
        return loss;
    }

    private static Baseline of(int units, LossSpec loss) {
        HeadSpec head = new HeadSpec(units, loss);
        return new Baseline(head, TargetCodec.of(head, TargetRule.GIVEN, false, new FeatureScale(null, null)));
    }

    private static Step step(float target) {
        return new Step("s", 0, 0, new float[1], Step.NONE, new float[] {target}, Step.NONE, 1f, false);
    }

    private static Step labelled(int label) {
        return new Step("s", 0, 0, new float[1], Step.NONE, null, label, 1f, false);
    }
}
