package io.backflow.lab.experiment.sequences;

import io.backflow.local.RunningJob;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;
import org.apache.flink.runtime.jobgraph.JobVertexID;

/**
 * Checkpoints that a job has completed, as Flink remembers them.
 *
 * @param completed oldest first; savepoints among them
 * @param workers the operators that keep the sequences
 */
record Checkpoints(List<CompletedCheckpointStats> completed, JobVertexID workers) {

    private static final String TRAINER = "sequence-trainer";
    private static final double MILLIS = 1000;

    /** Those that were triggered at {@code time} or later, in milliseconds of the machine's clock. */
    static Checkpoints since(long time, RunningJob job) throws InterruptedException, ExecutionException {
        AccessExecutionGraph graph = job.graph();
        JobVertexID workers = null;
        for (AccessExecutionJobVertex vertex : graph.getVerticesTopologically()) {
            if (vertex.getName().contains(TRAINER)) {
                workers = vertex.getJobVertexId();
            }
        }
        List<CompletedCheckpointStats> completed =
                Objects.requireNonNull(graph.getCheckpointStatsSnapshot()).getHistory().getCheckpoints().stream()
                        .filter(CompletedCheckpointStats.class::isInstance)
                        .map(CompletedCheckpointStats.class::cast)
                        .filter(checkpoint -> checkpoint.getTriggerTimestamp() >= time)
                        .sorted(Comparator.comparingLong(AbstractCheckpointStats::getCheckpointId))
                        .toList();
        return new Checkpoints(completed, Objects.requireNonNull(workers));
    }

    /** The savepoints among them. */
    Checkpoints savepoints() {
        return new Checkpoints(
                completed.stream()
                        .filter(checkpoint -> checkpoint.getProperties().isSavepoint())
                        .toList(),
                workers);
    }

    boolean isEmpty() {
        return completed.isEmpty();
    }

    double slowestSeconds() {
        return completed.stream()
                        .mapToLong(AbstractCheckpointStats::getEndToEndDuration)
                        .max()
                        .orElseThrow()
                / MILLIS;
    }

    /** Of the workers, in the newest, with what earlier ones have written of it. */
    long workersBytes() {
        return Objects.requireNonNull(newest().getTaskStateStats(workers)).getStateSize();
    }

    /** That the newest wrote. */
    long newBytes() {
        return newest().getCheckpointedSize();
    }

    String newestPath() {
        return newest().getExternalPath();
    }

    private CompletedCheckpointStats newest() {
        return completed.get(completed.size() - 1);
    }
}
