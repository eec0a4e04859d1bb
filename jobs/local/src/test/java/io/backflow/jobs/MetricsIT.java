package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every metric of a whole job, against the page that lists them and against what the job did. */
class MetricsIT {

    private static final Path PAGE = Path.of("..", "..", "docs", "metrics.md");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (counter|gauge|histogram) \\|.*");

    /** How the parts of the page begin that are not about every training job. */
    private static final String SCORING = "in a scoring job";

    private static final String ARRIVAL = "With `forecast: arrival`";

    /** Starts before anything is captured: a broker sets up logging anew. */
    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    private final JobMetrics metrics = new JobMetrics();

    @Test
    void everyMetricIsListedAndTellsWhatHappened() throws Exception {
        TestStream stream = TestStream.waves(20, 20, 60, 41);
        PublishedModel last = run("metrics", stream);

        assertThat(metrics.names())
                .isEqualTo(names(section -> !section.contains(SCORING) && !section.contains(ARRIVAL)));
        assertThat(metrics.count("numStepsAccepted")).isEqualTo(stream.steps().size());
        assertThat(metrics.count("numStepsTrained")).isEqualTo(stream.steps().size());
        assertThat(metrics.count("numWindowsTrained"))
                .isEqualTo(last.version().totals().windows());
        assertThat(List.of(
                        metrics.count("numStepsLate"),
                        metrics.count("numStepsDuplicate"),
                        metrics.count("numStepsAfterEnd"),
                        metrics.count("numStepsMissing"),
                        metrics.count("numStatesResetGap"),
                        metrics.count("numLossesRefused"),
                        metrics.count("numGradientsRefused"),
                        metrics.count("numWindowsRefused"),
                        metrics.count("numWindowsRestrained"),
                        metrics.count("numStatesResetOverflow"),
                        metrics.count("numContributionsRefused"),
                        metrics.count("numHorizonsCut")))
                .containsOnly(0L);
        assertThat(metrics.count("numStepsWithoutKey")).isZero();
        assertThat(metrics.gauges("currentLeadMillis"))
                .as("steps of 1970 in records of now")
                .anyMatch(lead -> lead < -Duration.ofDays(365).toMillis())
                .allMatch(lead -> lead <= 0);
        assertThat(metrics.gauges("currentLeadingPartition"))
                .allMatch(partition -> partition >= -1 && partition < JobScene.PARTITIONS)
                .anyMatch(partition -> partition >= 0);
        assertThat(metrics.count("numStatesResetEndOfSequence")).isEqualTo(20);
        assertThat(metrics.count("numContributionsMerged"))
                .as("by each shard, an update a round")
                .isEqualTo(last.version().totals().updates() * 3);
        assertThat(metrics.count("numVersionsPublished"))
                .isBetween(2L, last.version().version() + 1);
        assertThat(metrics.gauges("currentSnapshotBytes"))
                .as("bytes of one of three shards")
                .contains((long) Float.BYTES * (last.version().values().length / 3));
        assertThat(metrics.gauges("currentVersion")).contains(last.version().version());
        assertThat(metrics.gauges("currentOpenRounds")).containsOnly(0L);
        assertThat(metrics.gauges("currentContributionsInFlight")).containsOnly(0L);
        assertThat(metrics.gauges("currentStateAge"))
                .as("a window's state was computed before the round that trained it")
                .anyMatch(age -> age > 0);
        assertThat(metrics.histograms("contributionStaleness"))
                .allMatch(staleness -> staleness.getStatistics().getMax() == 0)
                .anyMatch(staleness -> staleness.getCount() > 0);
        assertThat(metrics.histograms("mergeTimeNanos"))
                .anyMatch(time -> time.getStatistics().getMax() > 0);
    }

    @Test
    void aJobThatForecastsOnArrivalHasAllMetricsOfATrainingJob() throws Exception {
        run("arrival", TestStream.waves(20, 20, 60, 41), "target: {type: next, columns: [0]}\nforecast: arrival");

        assertThat(metrics.names()).isEqualTo(names(section -> !section.contains(SCORING)));
        assertThat(metrics.count("numForecasts")).isEqualTo(metrics.count("numStepsAccepted"));
        assertThat(metrics.prometheus()).as("what Grafana's board shows").containsAll(GrafanaBoard.ofTraining());
    }

    @Test
    void aScoringJobHasTheMetricsThatItsOperatorsAreSaidToHave() throws Exception {
        TestStream stream = TestStream.waves(20, 20, 60, 41);
        run("scored", stream);
        JobMetrics scored = new JobMetrics();
        try (ScoringRun run = ScoringRun.start(scored.of(scene("scored", "")), directory)) {
            run.job().await();
            scored.read();
        }

        assertThat(scored.names())
                .containsAll(names(section -> section.contains(SCORING)))
                .isSubsetOf(names(section -> true));
        assertThat(scored.prometheus()).as("what Grafana's board shows").containsAll(GrafanaBoard.ofScoring());
        assertThat(scored.count("numForecasts")).isEqualTo(stream.steps().size());
    }

    @Test
    void windowsOfHugeTargetsAreCountedAndTheirSequenceIsInTheLog() throws Exception {
        TestStream stream = new TestStream(TestStream.waves(20, 20, 60, 41).steps().stream()
                .map(step -> step.sequenceId().equals("wave-3") ? withTarget(step, 1e20f) : step)
                .toList());
        long steps = stream.steps().stream()
                .filter(step -> step.sequenceId().equals("wave-3"))
                .count();
        try (CapturedLog log = CapturedLog.of(Level.WARN, "io.backflow.jobs.trainer")) {
            run("huge", stream);

            assertThat(metrics.count("numWindowsRefused")).as("of 8 steps").isEqualTo((steps + 7) / 8);
            assertThat(metrics.count("numStepsTrained"))
                    .isEqualTo(stream.steps().size());
            assertThat(metrics.count("numGradientsRefused")).isZero();
            assertThat(metrics.count("numContributionsRefused")).isZero();
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("sequence wave-3, from step 0 on: 1 windows left out of"));
        }
    }

    private static Step withTarget(Step step, float target) {
        return new Step(
                step.sequenceId(),
                step.step(),
                step.eventTime(),
                step.features(),
                step.token(),
                new float[] {target},
                step.label(),
                step.weight(),
                step.endOfSequence());
    }

    private PublishedModel run(String name, TestStream stream) throws Exception {
        return run(name, stream, "");
    }

    private PublishedModel run(String name, TestStream stream, String more) throws Exception {
        JobScene scene = metrics.of(scene(name, more));
        scene.send(stream);
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            run.job().await();
            metrics.read();
        }
        return scene.last();
    }

    private JobScene scene(String name, String more) {
        return new JobScene(BROKER.get(), name, 2, directory, """
                sync: {type: synchronous, send: gradient, round: 8s}
                optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
                %s
                """.formatted(more));
    }

    /** The metrics in those parts of the page that {@code chosen} says; a part begins with a heading or a sentence. */
    private static Set<String> names(Predicate<String> chosen) throws IOException {
        Set<String> names = new TreeSet<>();
        String part = "";
        for (String line : Files.readAllLines(PAGE)) {
            part = line.startsWith("## ") || line.startsWith(ARRIVAL) ? line : part;
            Matcher row = ROW.matcher(line);
            if (row.matches() && chosen.test(part)) {
                names.add(row.group(1));
            }
        }
        return names;
    }
}
