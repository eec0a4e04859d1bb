package io.backflow.jobs.feedback;

import org.apache.flink.api.common.functions.RuntimeContext;

/** Names the place where a tail and its trainer meet. */
public final class Places {

    private Places() {}

    /** The place of this subtask in this attempt of this job. */
    public static HandOver.Place of(RuntimeContext context) {
        var task = context.getTaskInfo();
        String execution = context.getJobInfo().getJobId() + "/" + task.getAttemptNumber();
        return new HandOver.Place(execution, task.getIndexOfThisSubtask());
    }
}
