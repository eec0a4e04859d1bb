package io.backflow.jobs.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.ReaderReport;
import io.backflow.jobs.protocol.ReaderReport.Standing;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.EventReceivingTasks;
import org.apache.flink.runtime.operators.coordination.MockOperatorCoordinatorContext;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimeCoordinatorTest {

    private final EventReceivingTasks tasks = EventReceivingTasks.createForRunningTasks();
    private OperatorCoordinator coordinator;

    @BeforeEach
    void twoReaders() throws Exception {
        OperatorID id = new OperatorID();
        coordinator = new AlignmentRule(true, 1).coordinator(id).create(new MockOperatorCoordinatorContext(id, 2));
        coordinator.start();
        for (int reader = 0; reader < 2; reader++) {
            coordinator.executionAttemptReady(reader, 0, tasks.createGatewayForSubtask(reader, 0));
        }
    }

    @Test
    void aReportIsAnsweredWithTheMergedTimeOnce() throws Exception {
        report(0, 10, Standing.READING);
        assertThat(tasks.getNumberOfSentEvents()).as("reader 1 has no time yet").isZero();

        report(1, 20, Standing.SILENT);
        report(1, 20, Standing.SILENT);
        report(0, 30, Standing.READING);

        assertThat(tasks.getSentEventsForSubtask(1)).containsExactly(new MergedTimeEvent(10));
        assertThat(tasks.getSentEventsForSubtask(0)).containsExactly(new MergedTimeEvent(30));
    }

    @Test
    void readersThatBeginAnewKnowNothingOfBefore() throws Exception {
        report(0, 10, Standing.READING);
        report(1, 20, Standing.READING);
        int before = tasks.getNumberOfSentEvents();

        coordinator.subtaskReset(0, 1);
        report(1, 20, Standing.SILENT);
        assertThat(tasks.getNumberOfSentEvents()).isEqualTo(before);

        coordinator.resetToCheckpoint(1, new byte[0]);
        report(0, 5, Standing.SILENT);
        assertThat(tasks.getNumberOfSentEvents()).isEqualTo(before);
    }

    @Test
    void aCheckpointKeepsNothing() throws Exception {
        CompletableFuture<byte[]> state = new CompletableFuture<>();
        coordinator.checkpointCoordinator(1, state);
        assertThat(state.get()).isEmpty();
    }

    private void report(int reader, long time, Standing standing) throws Exception {
        coordinator.handleEventFromOperator(reader, 0, new ReportEvent(new ReaderReport(time, standing)));
    }
}
