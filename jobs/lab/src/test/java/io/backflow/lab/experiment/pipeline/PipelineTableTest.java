package io.backflow.lab.experiment.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PipelineTableTest {

    private static final PipelineRow ROW =
            new PipelineRow(32, 2, "hashmap", "none", 600_000, null, 6e6, 1.25, 900_000, Map.of("training", 0.5));

    @TempDir
    Path folder;

    @Test
    void theTableStandsBetweenItsMarksAndReplacesTheOneBefore() throws IOException {
        Path page = Files.writeString(
                folder.resolve("page.md"),
                "Before.\n\n<!-- bench pipeline -->\nold\n<!-- end of bench pipeline -->\nAfter.\n");
        var result = new PipelineBench.Result(200, "Zen", List.of(ROW, ROW.beside(300_000.0)));

        PipelineTable.write(page, result, "Here, today");
        PipelineTable.write(page, result, "Here, today");

        assertThat(page).hasContent("""
                        Before.

                        <!-- bench pipeline -->

                        Here, today; BLAS kernel Zen, sgemm 200 GFLOP/s on one core.

                        | H | p | state | predictions | steps/s | consumer with libtorch | ratio | kernels alone | stream alone | path, µs a step |
                        |---|---|---|---|---|---|---|---|---|---|
                        | 32 | 2 | hashmap | none | 600,000 | – | – | 6,000,000 | 900,000 | 1.25 |
                        | 32 | 2 | hashmap | none | 600,000 | 300,000 | 2.00 | 6,000,000 | 900,000 | 1.25 |

                        <!-- end of bench pipeline -->
                        After.
                        """);
    }

    @Test
    void aPageWithoutMarksIsLeftAsItIs() throws IOException {
        Path page = Files.writeString(folder.resolve("page.md"), "Nothing.\n");

        assertThatThrownBy(() -> PipelineTable.write(page, new PipelineBench.Result(1, "Zen", List.of()), "Here"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("<!-- bench pipeline -->");
        assertThat(page).hasContent("Nothing.\n");
    }

    /** Keys that readers of the JSON rely on. */
    @Test
    void aRowHasItsKeys() {
        JsonNode row = new ObjectMapper().valueToTree(ROW);

        assertThat(row.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "H",
                        "p",
                        "state",
                        "predictions",
                        "steps_per_s",
                        "peer_steps_per_s",
                        "kernel_steps_per_s",
                        "path_us_per_step",
                        "stream_steps_per_s",
                        "cpu_s_per_million");
    }
}
