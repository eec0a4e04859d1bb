package io.backflow.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import org.junit.jupiter.api.Test;

class LearningCurveTest {

    private static final double WEIGHT_PER_EPOCH = 100;

    private final LearningCurve curve =
            new LearningCurve(WEIGHT_PER_EPOCH, parameters -> parameters[0] / 2, parameters -> parameters[0]);

    @Test
    void judgesTheFirstVersionThatHasLearntAWholeEpoch() {
        assertThat(curve.follow(version(1, 99, 0.5f))).isEmpty();

        assertThat(curve.follow(version(2, 100, 0.4f))).hasValueSatisfying(point -> {
            assertThat(point.epoch()).isEqualTo(1);
            assertThat(point.model().version()).isEqualTo(2);
        });
        assertThat(curve.follow(version(3, 101, 0.3f))).isEmpty();
        assertThat(curve.epochs()).isEqualTo(1);
    }

    @Test
    void aReaderThatFallsBehindSeesFewerPointsButCountsTheEpochs() {
        assertThat(curve.follow(version(7, 350, 0.5f)))
                .hasValueSatisfying(point -> assertThat(point.epoch()).isEqualTo(3));
    }

    @Test
    void theBestIsTheOneWithTheLeastValidationError() {
        curve.follow(version(1, 100, 0.5f));
        curve.follow(version(2, 200, 0.2f));
        curve.follow(version(3, 300, 0.3f));

        assertThat(curve.best().epoch()).isEqualTo(2);
    }

    @Test
    void thereIsNoBestBeforeAnEpochHasEnded() {
        curve.follow(version(1, 10, 0.5f));

        assertThatThrownBy(curve::best).hasMessageStartingWith("no epoch has ended");
    }

    private static ModelVersion version(long version, double weightLearnt, float error) {
        TrainingTotals totals = new TrainingTotals((long) weightLearnt, 0, 1, version, 0, 0, weightLearnt);
        return new ModelVersion(
                "run", new VersionId(1, 1, version), new long[] {version}, new float[] {error}, totals, false);
    }
}
