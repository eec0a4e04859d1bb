package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepContext;
import io.backflow.jobs.sequence.StepTime;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;

final class PackedStepsTest {

    private static final float[] FEATURES = {1, 2};

    @Test
    void stepsAreReadAsTheyWereWritten() throws IOException {
        StepContext context = new StepContext(
                new FeatureScale(new float[] {1, 2}, new float[] {3, 4}), new float[] {0, 5}, new StepTime(7, 2f, 9));
        same(List.of());
        same(List.of(step(Long.MAX_VALUE, Long.MIN_VALUE, FEATURES, null)));
        same(List.of(
                step(5, 1_700_000_000_000L, FEATURES, new float[] {3, Float.NaN}),
                step(2, -4, new float[] {3, Float.NaN}, new float[] {8}),
                new Step("s", Step.NONE, 3, new float[0], 17, null, 200, 0.5f, false),
                new Step("s", 9, 3, new float[300], Step.NONE, new float[300], Step.NONE, 1f, true, true, context)));
    }

    private static Step step(long number, long time, float[] features, float[] target) {
        return new Step("s", number, time, features, Step.NONE, target, Step.NONE, 1f, false);
    }

    private static void same(List<Step> steps) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        PackedSteps.write(steps, out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

        var strictly = RecursiveComparisonConfiguration.builder()
                .withComparatorForType(Float::compare, Float.class)
                .build();
        assertThat(PackedSteps.read(in))
                .usingRecursiveFieldByFieldElementComparator(strictly)
                .isEqualTo(steps);
        assertThat(in.available()).isZero();
    }
}
