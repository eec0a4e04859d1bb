package io.backflow.lab.cluster;

/**
 * A job as the JobManager sees it.
 *
 * @param state Flink's name of the job's state
 * @param runningSince when the job last began to run, in milliseconds since the epoch; 0: never
 * @param tasks subtasks of all its stages
 * @param runningTasks those that run
 */
public record JobView(String state, long runningSince, int tasks, int runningTasks) {

    /** Whether every subtask runs, in an execution that began at {@code since} or later. */
    public boolean runsSince(long since) {
        return state.equals("RUNNING") && tasks > 0 && runningTasks == tasks && runningSince >= since;
    }

    /** Whether it has ended, well or not, and will not go on by itself. */
    public boolean ended() {
        return state.equals("FAILED") || state.equals("CANCELED") || state.equals("FINISHED");
    }
}
