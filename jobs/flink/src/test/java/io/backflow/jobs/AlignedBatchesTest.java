package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.alignment.AlignmentRule;
import io.backflow.jobs.alignment.ReaderAlignment;
import io.backflow.jobs.exchange.ArrivalBatch;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.EventReceivingTasks;
import org.apache.flink.runtime.operators.coordination.MockOperatorCoordinatorContext;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two readers, the second of which is played by the test, and the coordinator of both. */
class AlignedBatchesTest {

    private static final int OTHER = 1;

    private final EventReceivingTasks tasks = EventReceivingTasks.createForRunningTasks();
    private final List<OperatorEvent> reports = new ArrayList<>();
    private OneInputStreamOperatorTestHarness<Arrival, ArrivalBatch> harness;
    private OperatorCoordinator coordinator;
    private long now;

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aSilentReaderSendsTheMarksOfTheOtherBehindAllThatItHasSentAndIsNeverIdle() throws Exception {
        open(new AlignmentRule(true, Long.MAX_VALUE));
        harness.processWatermark(new Watermark(10));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        other(20);
        step();

        exchange();

        assertThat(harness.getOutput()).hasSize(3).first().isEqualTo(new Watermark(10));
        assertThat(harness.getOutput().toArray()[1]).isInstanceOf(StreamRecord.class);
        assertThat(harness.getOutput()).last().isEqualTo(new Watermark(20));
    }

    @Test
    void aReaderThatReturnsSendsNoMarkThatIsOlderThanWhatItHasSent() throws Exception {
        open(new AlignmentRule(true, Long.MAX_VALUE));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        other(20);
        exchange();
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        harness.processWatermark(new Watermark(15));
        other(40);
        exchange();
        harness.processWatermark(new Watermark(30));

        assertThat(harness.getOutput()).containsExactly(new Watermark(20), new Watermark(30));
    }

    @Test
    void aReaderThatDoesNotFollowIsIdle() throws Exception {
        open(new AlignmentRule(false, Long.MAX_VALUE));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        other(20);
        exchange();

        assertThat(harness.getOutput()).containsExactly(WatermarkStatus.IDLE);
    }

    private void open(AlignmentRule rule) throws Exception {
        OperatorID id = new OperatorID();
        coordinator = rule.coordinator(id).create(new MockOperatorCoordinatorContext(id, 2));
        coordinator.start();
        coordinator.executionAttemptReady(0, 0, tasks.createGatewayForSubtask(0, 0));
        harness = new OneInputStreamOperatorTestHarness<>(new Factory(rule, reports));
        harness.setProcessingTime(now);
        harness.open();
    }

    /** The other reader has reached {@code time}, where this one has reported. */
    private void other(long time) throws Exception {
        exchange();
        ReaderAlignment reader = new AlignmentRule(false, Long.MAX_VALUE)
                .reader(event -> handle(OTHER, event), new UnregisteredMetricsGroup());
        reader.reach(time);
        reader.pass();
        reader.close();
    }

    /** This reader reports, and is answered. */
    private void exchange() throws Exception {
        now += ReaderAlignment.REPORT_MILLIS;
        harness.setProcessingTime(now);
        for (OperatorEvent report : List.copyOf(reports)) {
            handle(0, report);
        }
        reports.clear();
        for (OperatorEvent answer : tasks.getSentEventsForSubtask(0)) {
            ((ArrivalBatches) harness.getOneInputOperator()).handleOperatorEvent(answer);
        }
    }

    private void handle(int reader, OperatorEvent report) {
        try {
            coordinator.handleEventFromOperator(reader, 0, report);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void step() throws Exception {
        harness.processElement(new StreamRecord<>(new Step("s", 0, 0, new float[1])));
    }

    /** As the pipeline's, where no task has keyed edges. */
    private static final class Factory extends AbstractStreamOperatorFactory<ArrivalBatch>
            implements OneInputStreamOperatorFactory<Arrival, ArrivalBatch> {

        private static final long serialVersionUID = 1L;

        private final transient AlignmentRule rule;
        private final transient List<OperatorEvent> reports;

        Factory(AlignmentRule rule, List<OperatorEvent> reports) {
            this.rule = rule;
            this.reports = reports;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T extends StreamOperator<ArrivalBatch>> T createStreamOperator(
                StreamOperatorParameters<ArrivalBatch> parameters) {
            return (T) new ArrivalBatches(
                    parameters,
                    task -> new WorkerChannels.Range(128, 1),
                    rule.reader(reports::add, new UnregisteredMetricsGroup()));
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return ArrivalBatches.class;
        }
    }
}
