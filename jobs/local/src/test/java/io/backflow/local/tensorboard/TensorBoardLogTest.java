package io.backflow.local.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.local.tensorboard.EventReader.Value;
import io.backflow.model.ParameterLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read by a reader of its own, which checks each checksum. */
class TensorBoardLogTest {

    private static final JobConfig CONFIG = JobConfig.parse("""
            kafka: {bootstrap_servers: "localhost:9"}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 2}]
              head: {units: 1, loss: {type: mse}}
            optimizer: {learning_rate: {type: step, base: 0.1, decay_steps: 10, decay_rate: 0.5}}
            """);

    private static final ParameterLayout LAYOUT = ParameterLayout.of(CONFIG.model());

    private final List<String> notices = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void reportsBecomeNumbersOverTheStepsTrained() throws IOException {
        try (TensorBoardLog log = log()) {
            log.reported(report(1_000, 100, 5, 50));
            log.reported(report(1_400, 120, 6, 55));
            log.reported(report(2_000, 150, 7, 60)); // too soon for a point of its own
            log.reported(report(3_000, 300, 15, 90));
            log.reported(report(4_000, 200, 12, 70)); // a failure took steps back
            log.reported(report(6_000, 400, 25, 100));
            log.validated(400, 0.25);
            log.validated(401, Double.NaN);
        }
        List<Value> values = EventReader.read(folder);

        assertThat(numbers(values, "loss")).containsExactly("120 0.25", "300 0.19444445", "400 0.15");
        assertThat(numbers(values, "baseline_loss")).containsExactly("120 2.0", "300 2.0", "400 2.0");
        assertThat(numbers(values, "steps_per_second")).containsExactly("120 50.0", "300 112.5", "400 100.0");
        assertThat(numbers(values, "learning_rate")).containsExactly("120 0.1", "300 0.05", "400 0.025");
        assertThat(numbers(values, "incidents/late")).containsExactly("120 3.0", "300 3.0", "400 3.0");
        assertThat(numbers(values, "val_loss")).containsExactly("400 0.25");
        assertThat(values).first().extracting(Value::wallTime).isEqualTo(1.4);
    }

    @Test
    void versionsBecomeHistogramsOfParametersAndOfTheirChange() throws IOException {
        float[] first = new float[LAYOUT.size()];
        Arrays.fill(first, 0.5f);
        float[] second = first.clone();
        ParameterLayout.View kernel = LAYOUT.view("layer0.kernel");
        for (int i = 0; i < kernel.size(); i++) {
            second[kernel.offset() + i] += i;
        }
        try (TensorBoardLog log = log()) {
            log.published(version(10, first, false));
            log.published(version(11, first, false)); // too soon
            log.published(version(12, second, true)); // the last one is always written
        }
        List<Value> values = EventReader.read(folder);

        assertThat(values)
                .filteredOn(value -> value.tag().startsWith("parameters/"))
                .hasSize(2 * LAYOUT.views().size());
        Value change = one(values, "updates/layer0.kernel");
        assertThat(Arrays.stream(change.counts()).sum()).isEqualTo(kernel.size());
        assertThat(change.limits()).isSorted().hasSameSizeAs(change.counts());
        assertThat(change.limits()[change.limits().length - 1]).isEqualTo(kernel.size() - 1);
        assertThat(one(values, "updates/head.bias").counts()).containsExactly(1);
        double squares = 0;
        for (int i = 0; i < kernel.size(); i++) {
            squares += i * i;
        }
        assertThat(one(values, "update_norm").number()).isEqualTo((float) (Math.sqrt(squares) / 2));
    }

    @Test
    void aFolderThatCannotBeMadeIsRefusedAndAFullDiskIsSaidOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> TensorBoardLog.in(file, CONFIG, notices::add))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--tensorboard is " + file);
        Files.delete(file);
        TensorBoardLog log = log();
        log.close();
        log.validated(1, 1);
        log.validated(2, 1);
        log.close();
        assertThat(notices).hasSize(1).first().asString().contains("not written any more");
    }

    private TensorBoardLog log() {
        return TensorBoardLog.in(folder, CONFIG, notices::add);
    }

    private static List<String> numbers(List<Value> values, String tag) {
        return values.stream()
                .filter(value -> value.tag().equals(tag))
                .map(value -> value.step() + " " + value.number())
                .toList();
    }

    private static Value one(List<Value> values, String tag) {
        return values.stream()
                .filter(value -> value.tag().equals(tag))
                .findFirst()
                .orElseThrow();
    }

    private static ModelVersion version(long number, float[] values, boolean last) {
        TrainingTotals totals = new TrainingTotals(10 * number, 0, 0, number, 0, 0, 0);
        return new ModelVersion("r", new VersionId(1, 1, number), new long[] {number}, values, totals, last);
    }

    /** Each step weighs 1, and the baseline's loss is 2. */
    private static ProgressReport report(long time, long steps, long updates, double lossSum) {
        TrainingTotals totals = new TrainingTotals(steps, 0, 0, updates, lossSum, 2.0 * steps, steps);
        return new ProgressReport(
                "r",
                1,
                updates,
                time,
                totals,
                0,
                new IncidentCount[] {new IncidentCount("late", 3)},
                ForecastTotals.ZERO,
                new StepTotals[0]);
    }
}
