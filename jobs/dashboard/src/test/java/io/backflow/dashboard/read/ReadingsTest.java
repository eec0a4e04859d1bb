package io.backflow.dashboard.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.dashboard.view.RunInfo;
import io.backflow.dashboard.view.RunView;
import io.backflow.jobs.config.JobConfig;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What cannot be read is on the page, each by itself. */
@Timeout(60)
class ReadingsTest {

    private static final JobConfig NOWHERE = JobConfig.parse("""
            kafka: {bootstrap_servers: "127.0.0.1:1"}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 4}]
              head: {units: 1, loss: {type: mse}}
            target: {type: next}
            """);

    @Test
    void brokersAndAFlinkThatDoNotAnswerAreProblemsOfThePage() throws InterruptedException {
        RunView view = new RunView(RunInfo.of(NOWHERE), System::nanoTime);
        Map<String, String> problems = Map.of();
        try (RunView.Viewer viewer = view.open(List.of());
                Readings all = Readings.start(NOWHERE, URI.create("http://127.0.0.1:1"), view)) {
            while (problems.size() < 5) {
                Thread.sleep(100);
                problems = viewer.state().problems();
            }
        }

        assertThat(problems)
                .hasEntrySatisfying(
                        "topic progress", sentence -> assertThat(sentence).contains("no broker answered within 5.0 s"))
                .hasEntrySatisfying("Flink at http://127.0.0.1:1", sentence -> assertThat(sentence)
                        .contains("no answer"))
                .containsKeys("topic predictions", "topic dead-letters", "lag of group backflow in topic timesteps");
    }
}
