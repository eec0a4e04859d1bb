package io.backflow.jobs.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphID;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.scheduler.strategy.ExecutionVertexID;
import org.junit.jupiter.api.Test;

class SubtaskFeedbackKeyTest {

    private final JobVertexID trainer = new JobVertexID();
    private final JobVertexID tail = new JobVertexID();
    private final ExecutionGraphID graph = new ExecutionGraphID();

    @Test
    void theTwoTasksOfOneSlotMeet() {
        assertThat(subtask(graph, trainer, 1, 0)).isEqualTo(subtask(graph, tail, 1, 0));
    }

    @Test
    void anotherSubtaskOrAttemptIsAnotherPlace() {
        assertThat(subtask(graph, trainer, 1, 0))
                .isNotEqualTo(subtask(graph, tail, 0, 0))
                .isNotEqualTo(subtask(graph, tail, 1, 1));
    }

    /** The new JobManager counts attempts from 0 again, while tasks of the old one linger in the same JVM. */
    @Test
    void afterAJobManagersFailoverATailDoesNotMeetTheTrainerLeftBehind() {
        ExecutionGraphID successor = new ExecutionGraphID();
        FeedbackChannelBroker left = FeedbackChannelBroker.join(subtask(graph, trainer, 0, 0));

        FeedbackChannelBroker young = FeedbackChannelBroker.join(subtask(successor, tail, 0, 0));

        assertThat(young).isNotSameAs(left);
        assertThat(FeedbackChannelBroker.join(subtask(successor, trainer, 0, 0)))
                .isSameAs(young);
        left.leave();
        young.leave();
        young.leave();
    }

    private static SubtaskFeedbackKey subtask(ExecutionGraphID graph, JobVertexID vertex, int subtask, int attempt) {
        return SubtaskFeedbackKey.of(new ExecutionAttemptID(graph, new ExecutionVertexID(vertex, subtask), attempt));
    }
}
