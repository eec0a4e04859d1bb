package io.backflow.dashboard.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.dashboard.view.SequenceRecord;
import io.backflow.jobs.config.JobConfig;
import io.backflow.schema.PredictedStep;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionRowsTest {

    private static final JobConfig CONFIG = JobConfig.parse("""
            kafka: {bootstrap_servers: "localhost:9092"}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 2}]
              head: {units: 1, loss: {type: mse}}
            target: {type: next, steps_ahead: 1, columns: [0]}
            forecast: {type: training}
            """);

    private final Wire<Prediction> wire = Wire.of(Prediction.class, Prediction.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final PredictionRows rows = new PredictionRows(CONFIG, false);

    @Test
    void aWindowsRecordHasARowForEachOfItsSteps() throws Exception {
        Prediction window = Prediction.newBuilder()
                .setSequenceId("a")
                .setStep(7)
                .setEventTime(Instant.ofEpochMilli(7000))
                .setVersion(3)
                .setPrediction(List.of(1.5f))
                .setOutcomes(List.of())
                .setFollowing(List.of(after(8, 2.5f), after(10, 3.5f)))
                .build();

        SequenceRecord record = rows.of(wire.encode(window));

        assertThat(record.sequence()).isEqualTo("a");
        assertThat(record.step()).isEqualTo(7);
        assertThat(record.rows()).extracting(row -> row.step).containsExactly(8L, 9L, 11L);
        assertThat(record.rows()).extracting(row -> row.forecast[0]).containsExactly(1.5f, 2.5f, 3.5f);
        assertThat(record.rows()).allMatch(row -> row.version == 3 && row.truth == null && row.baseline == null);
    }

    private static PredictedStep after(long step, float output) {
        return new PredictedStep(step, Instant.ofEpochMilli(1000 * step), List.of(output), null, null, null, 1f);
    }
}
