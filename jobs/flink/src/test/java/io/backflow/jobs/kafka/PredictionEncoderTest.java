package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowPredictions;
import io.backflow.schema.PredictedStep;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PredictionEncoderTest {

    private static final List<String> IDS = List.of("storm", "", "Öl-7", "机器/3", "x".repeat(300));

    private final Wire<Prediction> wire = Wire.of(Prediction.class, Prediction.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final PredictionEncoder encoder = new PredictionEncoder();

    @Test
    void theBytesAreThoseOfTheSchemasOwnWriter() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            WindowPredictions scored = window(random);

            assertThat(encoder.encode(scored)).isEqualTo(wire.encode(prediction(scored)));
        }
    }

    @Test
    void aPredictionThatIsTooLargeIsRefusedInTheSameWords() {
        PrequentialPrediction large =
                new PrequentialPrediction("s", 1, 2, 3, new float[300_000], null, null, null, 1, 1, 1);

        assertThatThrownBy(() -> encoder.encode(new WindowPredictions(large)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(refusal(large));
    }

    private @Nullable String refusal(PrequentialPrediction large) {
        try {
            wire.encode(prediction(new WindowPredictions(large)));
            return "";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static WindowPredictions window(Random random) {
        PrequentialPrediction[] steps = new PrequentialPrediction[1 + random.nextInt(3)];
        Arrays.setAll(steps, i -> scored(random));
        return new WindowPredictions(steps);
    }

    private static PrequentialPrediction scored(Random random) {
        return new PrequentialPrediction(
                IDS.get(random.nextInt(IDS.size())),
                random.nextBoolean() ? random.nextInt(1000) : random.nextLong(),
                random.nextInt() * 1000L,
                random.nextInt(5) == 0 ? Long.MAX_VALUE : random.nextInt(100_000),
                floats(random),
                random.nextBoolean() ? null : random.ints(random.nextInt(4)).toArray(),
                random.nextBoolean() ? null : floats(random),
                random.nextBoolean() ? null : floats(random),
                random.nextBoolean() ? Float.NaN : random.nextFloat(),
                random.nextBoolean() ? Float.NaN : Float.POSITIVE_INFINITY,
                random.nextFloat());
    }

    private static float[] floats(Random random) {
        float[] floats = new float[random.nextInt(200)];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = random.nextInt(20) == 0 ? Float.NaN : (float) random.nextGaussian();
        }
        return floats;
    }

    private static Prediction prediction(WindowPredictions predictions) {
        PrequentialPrediction scored = predictions.first();
        return new Prediction(
                scored.sequenceId(),
                scored.step(),
                Instant.ofEpochMilli(scored.eventTime()),
                scored.version(),
                AvroLists.of(scored.prediction()),
                AvroLists.ofNullable(scored.classes()),
                AvroLists.ofNullable(scored.target()),
                AvroLists.ofNullable(scored.baseline()),
                AvroLists.known(scored.loss()),
                AvroLists.known(scored.baselineLoss()),
                scored.weight(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                Arrays.stream(predictions.steps())
                        .skip(1)
                        .map(PredictionEncoderTest::following)
                        .toList());
    }

    private static PredictedStep following(PrequentialPrediction step) {
        return new PredictedStep(
                step.step(),
                Instant.ofEpochMilli(step.eventTime()),
                AvroLists.of(step.prediction()),
                AvroLists.ofNullable(step.classes()),
                AvroLists.known(step.loss()),
                AvroLists.known(step.baselineLoss()),
                step.weight());
    }
}
