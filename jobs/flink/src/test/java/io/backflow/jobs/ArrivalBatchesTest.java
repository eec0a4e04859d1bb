package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.exchange.ArrivalBatch;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArrivalBatchesTest {

    private static final int KEY_GROUPS = 128;
    private static final int WORKERS = 3;

    private OneInputStreamOperatorTestHarness<Arrival, ArrivalBatch> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(
                new ArrivalBatches(task -> new WorkerChannels.Range(KEY_GROUPS, WORKERS)));
        harness.setProcessingTime(0);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    /** Flink sends a batch where its first sequence belongs. */
    @Test
    void eachBatchHoldsSequencesOfOneWorkerInTheOrderInWhichTheyCame() throws Exception {
        List<Arrival> sent = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            sent.add(step("s-" + i % 17, i / 17, 2));
        }
        accept(sent);
        harness.endInput();

        List<List<Arrival>> received =
                new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
        for (Object out : takeOutput()) {
            ArrivalBatch batch = batch(out);
            assertThat(batch.arrivals()).hasSizeBetween(1, ArrivalBatches.MOST_ARRIVALS);
            assertThat(batch.arrivals())
                    .extracting(ArrivalBatchesTest::worker)
                    .containsOnly(worker(batch.arrivals().get(0)));
            received.get(worker(batch.arrivals().get(0))).addAll(batch.arrivals());
        }
        for (int w = 0; w < WORKERS; w++) {
            int worker = w;
            assertThat(received.get(w))
                    .isNotEmpty()
                    .isEqualTo(sent.stream()
                            .filter(arrival -> worker(arrival) == worker)
                            .toList());
        }
    }

    @Test
    void aFullBatchLeavesAtOnceAndTheRestStays() throws Exception {
        for (int i = 0; i < ArrivalBatches.MOST_ARRIVALS + 1; i++) {
            accept(List.of(step("s", i, 1)));
        }

        assertThat(takeOutput())
                .singleElement()
                .satisfies(out -> assertThat(batch(out).arrivals()).hasSize(ArrivalBatches.MOST_ARRIVALS));
    }

    @Test
    void wideStepsMakeSmallBatches() throws Exception {
        for (int i = 0; i < 4; i++) {
            accept(List.of(step("s", i, ArrivalBatches.ENOUGH_NUMBERS / 2)));
        }
        assertThat(takeOutput()).hasSize(2);

        float[] wide = new float[ArrivalBatches.ENOUGH_NUMBERS];
        accept(List.of(new Step("s", 4, 4, new float[1], Step.NONE, wide, Step.NONE, 1, false)));
        assertThat(takeOutput()).hasSize(1);
        accept(List.of(new StepLabel("s", 4, 4, 5, wide, Step.NONE, 1)));
        assertThat(takeOutput()).hasSize(1);
    }

    @Test
    void nothingWaitsLongerThanTheLingerAndTheNextWaitIsTimedAgain() throws Exception {
        accept(List.of(step("s", 0, 1)));
        assertThat(takeOutput()).isEmpty();
        harness.setProcessingTime(ArrivalBatches.LINGER_MILLIS);
        assertThat(takeOutput()).hasSize(1);

        accept(List.of(step("s", 1, 1)));
        harness.setProcessingTime(2 * ArrivalBatches.LINGER_MILLIS);
        assertThat(takeOutput()).hasSize(1);
    }

    @Test
    void watermarksAndBarriersComeAfterAllThatWasThereBefore() throws Exception {
        accept(List.of(step("a", 0, 1), new StepLabel("b", 0, 0, 5, new float[] {1}, Step.NONE, 1)));
        harness.processWatermark(new Watermark(7));
        List<Object> out = takeOutput();
        assertThat(out).last().isEqualTo(new Watermark(7));
        assertThat(out.stream()
                        .filter(StreamRecord.class::isInstance)
                        .mapToInt(o -> batch(o).arrivals().size())
                        .sum())
                .isEqualTo(2);

        accept(List.of(step("a", 1, 1)));
        harness.prepareSnapshotPreBarrier(1);
        assertThat(takeOutput()).hasSize(1);
    }

    /** Flink counts one a batch, but not in this harness. */
    @Test
    void itCountsTheStepsThatItSendsBeyondTheBatch() throws Exception {
        accept(List.of(step("s", 0, 1), step("s", 1, 1), step("s", 2, 1)));
        harness.endInput();

        var counters = ((ArrivalBatches) harness.getOneInputOperator())
                .getMetricGroup()
                .getIOMetricGroup();
        assertThat(counters.getNumRecordsOutCounter().getCount()).isEqualTo(3 - 1);
    }

    private void accept(List<Arrival> arrivals) throws Exception {
        for (Arrival arrival : arrivals) {
            harness.processElement(new StreamRecord<>(arrival, arrival.eventTime()));
        }
    }

    private List<Object> takeOutput() {
        List<Object> out = List.copyOf(harness.getOutput());
        harness.getOutput().clear();
        return out;
    }

    private static ArrivalBatch batch(Object record) {
        return (ArrivalBatch) ((StreamRecord<?>) record).getValue();
    }

    private static Step step(String id, long number, int features) {
        return new Step(id, number, number, new float[features]);
    }

    private static int worker(Arrival arrival) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(arrival.sequenceId(), KEY_GROUPS, WORKERS);
    }
}
