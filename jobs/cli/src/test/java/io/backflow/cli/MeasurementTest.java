package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.lab.experiment.page.DashboardBench;
import io.backflow.lab.experiment.ptb.PtbExperiment;
import io.backflow.model.kernel.BlasKernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementTest {

    record Laps(long seed, double secondsPerLap) {}

    @Test
    void saysWhatWasMeasuredWhereAndWithWhat(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("not/there/yet.json");

        Measurement.write(file, new Laps(7, 1.5));

        JsonNode read = new ObjectMapper().readTree(file.toFile());
        assertThat(read.path("seed").asLong()).isEqualTo(7);
        assertThat(read.path("seconds_per_lap").asDouble()).isEqualTo(1.5);
        assertThat(read.at("/machine/cores").asInt()).isPositive();
        assertThat(read.at("/machine/memory_bytes").asLong()).isGreaterThan(1L << 28);
        assertThat(read.at("/machine/cpu").asText()).isNotBlank();
        assertThat(read.at("/machine/blas_kernel").asText()).isEqualTo(BlasKernel.name());
        assertThat(read.at("/versions/flink").asText()).matches("\\d+\\.\\d+.*");
    }

    /** Others read these keys. */
    @Test
    void theKeysOfTheDashboardsCostAreThoseOfThePage(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("page.json");

        Measurement.write(
                file, new DashboardBench.Result(10, List.of(9.0, 8.0, 7.0), List.of(1.0), 1.0, 1.0, 1.0, 9_000));

        List<String> keys = new ArrayList<>();
        new ObjectMapper().readTree(file.toFile()).fieldNames().forEachRemaining(keys::add);
        assertThat(keys)
                .containsExactly(
                        "seconds",
                        "steps_per_s",
                        "ratios",
                        "median_ratio",
                        "least_ratio",
                        "greatest_ratio",
                        "received_bytes_per_s",
                        "machine",
                        "versions");
        String page = Documents.read(Documents.project().resolve("docs/dashboard.md"));
        assertThat(keys.subList(0, 7)).allSatisfy(key -> assertThat(page).contains("\"" + key + "\": "));
    }

    @Test
    void theKeysOfTheLanguageModelAreThoseOfThePage(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("ptb.json");
        PtbExperiment.Result result = new PtbExperiment.Result(List.of(184.9, 146.0), 140.0, 2000, null);

        Measurement.write(file, result);
        assertThat(new ObjectMapper()
                        .readTree(file.toFile())
                        .path("peer_tokens_per_s")
                        .isNull())
                .isTrue();
        Measurement.write(file, result.beside(1500));

        JsonNode read = new ObjectMapper().readTree(file.toFile());
        assertThat(read.path("peer_tokens_per_s").asDouble()).isEqualTo(1500);
        List<String> keys = new ArrayList<>();
        read.fieldNames().forEachRemaining(keys::add);
        assertThat(keys).containsExactly("valid", "test", "tokens_per_s", "peer_tokens_per_s", "machine", "versions");
        String page = Documents.read(Documents.project().resolve("docs/learning.md"));
        assertThat(keys.subList(0, 4)).allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }
}
