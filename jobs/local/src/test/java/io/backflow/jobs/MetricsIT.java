package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.kafka.PublishedModel;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every metric of a whole job, against the page that lists them and against what the job did. */
class MetricsIT {

    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (counter|gauge|histogram) \\|.*");

    @TempDir
    Path directory;

    private final InMemoryReporter reporter = InMemoryReporter.createWithRetainedMetrics();

    @Test
    void everyMetricIsListedAndTellsWhatHappened() throws Exception {
        TestStream stream = TestStream.waves(20, 20, 60, 41);
        PublishedModel last;
        Map<String, List<Metric>> metrics;
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            JobScene scene = new JobScene(broker, "metrics", 2, directory, """
                    sync: {type: synchronous, send: gradient, round: 8s, staleness: 2}
                    optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
                    """)
                    .with(reporter.addToConfiguration(new Configuration()).toMap());
            scene.send(stream);
            try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
                run.job().await();
                metrics = metrics(); // the reporter forgets them when the cluster goes
            }
            last = scene.last();
        }

        assertThat(metrics.keySet()).isEqualTo(listed());
        assertThat(count(metrics, "numStepsAccepted")).isEqualTo(stream.steps().size());
        assertThat(count(metrics, "numStepsTrained")).isEqualTo(stream.steps().size());
        assertThat(count(metrics, "numWindowsTrained"))
                .isEqualTo(last.version().totals().windows());
        assertThat(List.of(
                        count(metrics, "numStepsLate"),
                        count(metrics, "numStepsDuplicate"),
                        count(metrics, "numLossesRefused"),
                        count(metrics, "numGradientsRefused"),
                        count(metrics, "numContributionsRefused"),
                        count(metrics, "numHorizonsCut")))
                .containsOnly(0L);
        assertThat(count(metrics, "numContributionsMerged"))
                .as("by each shard, an update a round")
                .isEqualTo(last.version().totals().updates() * 3);
        assertThat(count(metrics, "numVersionsPublished"))
                .isBetween(2L, last.version().version() + 1);
        assertThat(gauges(metrics, "currentSnapshotBytes"))
                .as("bytes of one of three shards")
                .contains((long) Float.BYTES * (last.version().values().length / 3));
        assertThat(gauges(metrics, "currentVersion")).contains(last.version().version());
        assertThat(gauges(metrics, "currentOpenRounds")).containsOnly(0L);
        assertThat(gauges(metrics, "currentContributionsInFlight")).containsOnly(0L);
        assertThat(gauges(metrics, "currentStateAge")).allMatch(age -> age >= 0);
        assertThat(histograms(metrics, "contributionStaleness"))
                .allMatch(staleness -> staleness.getStatistics().getMax() <= 2)
                .anyMatch(staleness -> staleness.getCount() > 0);
        assertThat(histograms(metrics, "mergeTimeNanos"))
                .anyMatch(time -> time.getStatistics().getMax() > 0);
    }

    /** The metrics of the groups {@code backflow}, over all subtasks, by name. */
    private Map<String, List<Metric>> metrics() {
        Map<String, List<Metric>> metrics = new TreeMap<>();
        for (Map.Entry<MetricGroup, Map<String, Metric>> group :
                reporter.getMetricsByGroup().entrySet()) {
            String[] scope = group.getKey().getScopeComponents();
            if (scope[scope.length - 1].equals("backflow")) {
                group.getValue().forEach((name, metric) -> metrics.computeIfAbsent(name, n -> new ArrayList<>())
                        .add(metric));
            }
        }
        return metrics;
    }

    private static Set<String> listed() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                names.add(row.group(1));
            }
        }
        return names;
    }

    private static long count(Map<String, List<Metric>> metrics, String name) {
        return metrics.get(name).stream()
                .mapToLong(metric -> ((Counter) metric).getCount())
                .sum();
    }

    private static List<Long> gauges(Map<String, List<Metric>> metrics, String name) {
        return metrics.get(name).stream()
                .map(metric -> ((Long) ((Gauge<?>) metric).getValue()))
                .toList();
    }

    private static List<Histogram> histograms(Map<String, List<Metric>> metrics, String name) {
        return metrics.get(name).stream().map(metric -> (Histogram) metric).toList();
    }
}
