package io.backflow.jobs.feedback;

import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;

/**
 * Which pair of a tail and a trainer belongs together.
 *
 * @param execution identity of this execution of the job, another after every restart
 * @param subtask index of both
 */
public record SubtaskFeedbackKey(String execution, int subtask) {

    /**
     * The place of the task {@code id}. The execution graph's own ID is part of it: a JobManager that takes over counts
     * attempts from 0 again, while tasks of the one before may still be about in the same JVM.
     */
    public static SubtaskFeedbackKey of(ExecutionAttemptID id) {
        String graph = id.toString();
        return new SubtaskFeedbackKey(
                graph.substring(0, graph.indexOf('_')) + "/" + id.getAttemptNumber(), id.getSubtaskIndex());
    }
}
