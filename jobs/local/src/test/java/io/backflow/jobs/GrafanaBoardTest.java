package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The board in {@code deploy/grafana}; {@link MetricsIT} finds its metrics in jobs that run. */
class GrafanaBoardTest {

    private static final Path BOARD = Path.of("..", "..", "deploy", "grafana", "backflow.json");
    private static final Path PAGE = Path.of("..", "..", "docs", "metrics.md");
    private static final Pattern OWN = Pattern.compile("flink_taskmanager_job_task_operator_\\w*backflow_(\\w+)");

    /** With {@code -Dbackflow.write-reference=true} the file is written instead. */
    @Test
    void theFileIsWhatTheCodeSays() throws IOException {
        String generated = GrafanaBoard.json();
        if (Boolean.getBoolean("backflow.write-reference")) {
            Files.createDirectories(BOARD.getParent());
            Files.writeString(BOARD, generated);
        }
        assertThat(BOARD)
                .as("deploy/grafana/backflow.json is stale; write it anew with -Dbackflow.write-reference=true")
                .exists()
                .hasContent(generated);
    }

    @Test
    void everyMetricOfOursIsOnThePageOfMetrics() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> named = new TreeSet<>(GrafanaBoard.ofTraining());
        named.addAll(GrafanaBoard.ofScoring());

        assertThat(named).filteredOn(name -> OWN.matcher(name).matches()).hasSizeGreaterThan(30);
        assertThat(named).filteredOn(name -> OWN.matcher(name).matches()).allSatisfy(name -> assertThat(page)
                .contains("| `" + OWN.matcher(name).replaceFirst("$1") + "` |"));
    }
}
