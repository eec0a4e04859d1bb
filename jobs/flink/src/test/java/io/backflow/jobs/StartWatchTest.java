package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.StartWatch.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;

/** What whoever submits a job learns of its start. */
class StartWatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TRACE = """
            org.apache.flink.util.FlinkException: Could not restore keyed state backend
            \tat org.apache.flink.Backend.restore(Backend.java:1)
            Caused by: java.io.EOFException: the file ends early
            \tat java.io.File.read(File.java:2)
            \t... 8 more
            """;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void aJobWhoseTasksAllRunNeedsNoWord() throws Exception {
        await(report(JobStatus.CREATED, 0), report(JobStatus.RUNNING, 3), report(JobStatus.RUNNING, 4));

        assertThat(warnings).isEmpty();
    }

    @Test
    void aJobThatFailsForGoodThrowsItsInnermostSentence() {
        assertThatThrownBy(() -> await(report(JobStatus.RUNNING, 1), report(JobStatus.FAILED, 0, TRACE)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("job 0af failed: the file ends early");
    }

    @Test
    void aJobThatIsRestartedAgainAndAgainIsWarnedOfAfterItsThirdFailure() throws Exception {
        await(
                report(JobStatus.RUNNING, 2),
                report(JobStatus.RESTARTING, 0, TRACE),
                report(JobStatus.RUNNING, 2, TRACE, TRACE),
                report(JobStatus.RESTARTING, 0, TRACE, TRACE, TRACE));

        assertThat(warnings)
                .containsExactly(
                        "warning: job 0af fails and is restarted: the file ends early; flink cancel 0af ends" + " it");
    }

    @Test
    void aJobThatFailedOnceAndThenRunsNeedsNoWord() throws Exception {
        await(report(JobStatus.RESTARTING, 0, TRACE), report(JobStatus.RUNNING, 4, TRACE));

        assertThat(warnings).isEmpty();
    }

    /** The parameter server looks at its state when all tasks run. */
    @Test
    void aJobThatFailsRightAfterAllItsTasksRanIsNotTakenToRun() {
        Iterator<Report> next = List.of(report(JobStatus.RUNNING, 4), report(JobStatus.FAILED, 0, TRACE))
                .iterator();

        assertThatThrownBy(() -> new StartWatch("0af", next::next, warnings::add).await(PATIENCE, PATIENCE))
                .hasMessage("job 0af failed: the file ends early");
    }

    @Test
    void aJobThatWaitsForSlotsIsWarnedOfWhenItsTimeIsOver() throws Exception {
        Report waiting = report(JobStatus.RUNNING, 2);

        new StartWatch("0af", () -> waiting, warnings::add).await(Duration.ZERO, Duration.ZERO);

        assertThat(warnings)
                .containsExactly("warning: of job 0af, 2 of 4 tasks run after 0 s; it waits for task slots or for"
                        + " state; flink cancel 0af ends it");
    }

    @Test
    void aJobThatFinishedAtOnceNeedsNoWord() throws Exception {
        await(report(JobStatus.FINISHED, 4));

        assertThat(warnings).isEmpty();
    }

    @Test
    void aClusterThatDoesNotAnswerIsWarnedOf() throws Exception {
        StartWatch.Source silent = () -> {
            throw new TimeoutException("no answer in 30 s");
        };

        new StartWatch("0af", silent, warnings::add).await(PATIENCE, Duration.ZERO);

        assertThat(warnings)
                .containsExactly("warning: job 0af was submitted, but whether it runs is not known: no answer in 30 s;"
                        + " see flink list");
    }

    @Test
    void anExceptionWithoutAMessageIsNamedBehindTheOneAround() {
        assertThat(StartWatch.innermost(
                        "a.b.FlinkException: No state\n\tat a.B.c(B.java:1)\nCaused by: java.io.EOFException\n"))
                .isEqualTo("No state: java.io.EOFException");
        assertThat(StartWatch.innermost("java.lang.StackOverflowError\n")).isEqualTo("java.lang.StackOverflowError");
        assertThat(StartWatch.innermost("")).isEqualTo("Flink gives no reason");
    }

    private void await(Report... reports) throws InterruptedException {
        Iterator<Report> next = List.of(reports).iterator();
        new StartWatch("0af", next::next, warnings::add).await(PATIENCE, Duration.ZERO);
        assertThat(next).as("reports that were not looked at").isExhausted();
    }

    /** @param failures the newest first */
    private static Report report(JobStatus status, int running, String... failures) {
        return new Report(status, 4, running, List.of(failures));
    }
}
