package io.backflow.jobs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;

/**
 * Follows a job from its submission until all its tasks run, it has ended, it has failed three times, or its time is
 * over.
 */
final class StartWatch {

    static final int FAILURES = 3;

    private static final long POLL_MILLIS = 250;

    /** Where reports come from. */
    @FunctionalInterface
    interface Source {
        Report report() throws ExecutionException, InterruptedException, TimeoutException;
    }

    /**
     * How a job stands.
     *
     * @param tasks subtasks of all stages
     * @param running those that run or have finished
     * @param failures stack traces, the newest first
     */
    record Report(JobStatus status, int tasks, int running, List<String> failures) {

        boolean isOver() {
            return status.isGloballyTerminalState() || failures.size() >= FAILURES;
        }

        boolean runs() {
            return status == JobStatus.RUNNING && tasks > 0 && running == tasks;
        }

        /** The innermost sentence of the newest failure. */
        String reason() {
            return failures.isEmpty() ? "Flink gives no reason" : innermost(failures.get(0));
        }
    }

    private final String id;
    private final Source source;
    private final Consumer<String> warnings;

    /** @param id the job's, for messages */
    StartWatch(String id, Source source, Consumer<String> warnings) {
        this.id = id;
        this.source = source;
        this.warnings = warnings;
    }

    /**
     * Returns when the job is settled, or after {@code patience}; warns unless its tasks run.
     *
     * @param steady how long all tasks have to run: some failures come at once after that
     * @throws IllegalStateException with the reason if the job failed for good
     */
    void await(Duration patience, Duration steady) throws InterruptedException {
        try {
            conclude(settled(patience, steady), patience);
        } catch (ExecutionException | TimeoutException e) {
            warnings.accept("warning: job " + id + " was submitted, but whether it runs is not known: " + e.getMessage()
                    + "; see flink list");
        }
    }

    private Report settled(Duration patience, Duration steady)
            throws ExecutionException, InterruptedException, TimeoutException {
        long begin = System.nanoTime();
        long stopped = begin;
        Report report = source.report();
        while (!report.isOver()) {
            long now = System.nanoTime();
            if (!report.runs()) {
                stopped = now;
            }
            if (report.runs() && now - stopped >= steady.toNanos() || now - begin >= patience.toNanos()) {
                break;
            }
            Thread.sleep(POLL_MILLIS);
            report = source.report();
        }
        return report;
    }

    private void conclude(Report report, Duration patience) {
        if (report.status() == JobStatus.FAILED) {
            throw new IllegalStateException("job " + id + " failed: " + report.reason());
        }
        if (report.runs() || report.status().isGloballyTerminalState()) {
            return;
        }
        String end = "; flink cancel " + id + " ends it";
        if (report.failures().isEmpty()) {
            warnings.accept("warning: of job " + id + ", " + report.running() + " of " + report.tasks()
                    + " tasks run after " + patience.toSeconds() + " s; it waits for task slots or for state" + end);
        } else {
            warnings.accept("warning: job " + id + " fails and is restarted: " + report.reason() + end);
        }
    }

    /** Of a stack trace the last message, without the exception's name; a bare name stands behind the one before. */
    static String innermost(String trace) {
        List<String> causes = trace.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("\t"))
                .map(line -> line.replaceFirst("^Caused by: ", ""))
                .toList();
        if (causes.isEmpty()) {
            return "Flink gives no reason";
        }
        String last = causes.get(causes.size() - 1);
        boolean bare = last.matches("[\\w.$]+");
        return bare && causes.size() > 1 ? message(causes.get(causes.size() - 2)) + ": " + last : message(last);
    }

    private static String message(String cause) {
        return cause.replaceFirst("^[\\w.$]+(Exception|Error|Throwable): ", "");
    }
}
