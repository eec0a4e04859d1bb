package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Step;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StepsWithLabelsTest {

    private TwoInputStreamOperatorTestHarness<Arrival, Arrival, Arrival> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new TwoInputStreamOperatorTestHarness<>(new StepsWithLabels());
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void bothArePassedOnAndEventTimeIsTheEarlierOfTheTwo() throws Exception {
        Step step = new Step("s", 0, 1000, new float[0]);
        harness.processElement1(new StreamRecord<>(step, 1000));
        harness.processWatermark1(new Watermark(999));
        assertThat(emitted()).as("the labels may be older").hasSize(1);
        harness.processWatermark2(new Watermark(500));
        harness.processWatermark2(new Watermark(5_000));

        assertThat(emitted()).containsExactly(new Watermark(500), new Watermark(999));
    }

    @Test
    void silentLabelsHoldBackNothing() throws Exception {
        harness.processWatermark2(new Watermark(100));
        harness.processWatermark1(new Watermark(900));
        harness.processWatermarkStatus2(WatermarkStatus.IDLE);
        assertThat(emitted()).containsExactly(new Watermark(100), new Watermark(900));

        harness.processWatermarkStatus2(WatermarkStatus.ACTIVE);
        harness.processWatermark2(new Watermark(300));
        harness.processWatermark1(new Watermark(1_000));
        assertThat(emitted()).as("they are late").isEmpty();
    }

    @Test
    void labelsMoveNoTimeWhereStepsAreSilent() throws Exception {
        harness.processWatermark1(new Watermark(900));
        harness.processWatermark2(new Watermark(100));
        harness.processWatermarkStatus1(WatermarkStatus.IDLE);
        assertThat(emitted()).as("the labels are behind the steps").containsExactly(new Watermark(100));

        harness.processWatermark2(new Watermark(10_000));
        assertThat(emitted()).containsExactly(new Watermark(900), WatermarkStatus.IDLE);
        harness.processWatermark2(new Watermark(20_000));
        assertThat(emitted()).isEmpty();

        harness.processWatermarkStatus1(WatermarkStatus.ACTIVE);
        harness.processWatermark1(new Watermark(1_500));
        assertThat(emitted()).containsExactly(WatermarkStatus.ACTIVE, new Watermark(1_500));
    }

    @Test
    void timeEndsWhenBothHaveEnded() throws Exception {
        harness.processWatermark1(Watermark.MAX_WATERMARK);
        assertThat(emitted()).isEmpty();
        harness.processWatermark2(Watermark.MAX_WATERMARK);

        assertThat(emitted()).containsExactly(Watermark.MAX_WATERMARK);
    }

    private List<Object> emitted() {
        List<Object> emitted = List.copyOf(harness.getOutput());
        harness.getOutput().clear();
        return emitted;
    }
}
