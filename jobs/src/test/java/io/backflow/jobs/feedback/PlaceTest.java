package io.backflow.jobs.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphID;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.scheduler.strategy.ExecutionVertexID;
import org.junit.jupiter.api.Test;

class PlaceTest {

    private final JobVertexID trainer = new JobVertexID();
    private final JobVertexID tail = new JobVertexID();
    private final ExecutionGraphID graph = new ExecutionGraphID();

    @Test
    void theTwoTasksOfOneSlotMeet() {
        assertThat(place(graph, trainer, 1, 0)).isEqualTo(place(graph, tail, 1, 0));
    }

    @Test
    void anotherSubtaskOrAttemptIsAnotherPlace() {
        assertThat(place(graph, trainer, 1, 0))
                .isNotEqualTo(place(graph, tail, 0, 0))
                .isNotEqualTo(place(graph, tail, 1, 1));
    }

    /** The new JobManager counts attempts from 0 again, while tasks of the old one linger in the same JVM. */
    @Test
    void afterAJobManagersFailoverATailDoesNotMeetTheTrainerLeftBehind() {
        ExecutionGraphID successor = new ExecutionGraphID();
        HandOver left = HandOver.join(place(graph, trainer, 0, 0));

        HandOver young = HandOver.join(place(successor, tail, 0, 0));

        assertThat(young).isNotSameAs(left);
        assertThat(HandOver.join(place(successor, trainer, 0, 0))).isSameAs(young);
        left.leave();
        young.leave();
        young.leave();
    }

    private static Place place(ExecutionGraphID graph, JobVertexID vertex, int subtask, int attempt) {
        return Place.of(new ExecutionAttemptID(graph, new ExecutionVertexID(vertex, subtask), attempt));
    }
}
