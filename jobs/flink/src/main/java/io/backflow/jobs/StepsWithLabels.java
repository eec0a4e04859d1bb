package io.backflow.jobs;

import io.backflow.jobs.sequence.Arrival;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Steps, the first input, and the labels of another topic, the second. Event time is that of the steps, held back by
 * the labels while these are not silent: labels never move it beyond the steps, not even where the steps are silent, so
 * that they end no session. As one task merges both, all workers see one sequence of watermarks.
 */
final class StepsWithLabels extends AbstractStreamOperator<Arrival>
        implements TwoInputStreamOperator<Arrival, Arrival, Arrival> {

    private static final long serialVersionUID = 1L;
    private static final int STEPS = 0;

    private long steps = Long.MIN_VALUE;
    private long labels = Long.MIN_VALUE;
    private long emitted = Long.MIN_VALUE;
    private boolean stepsIdle;
    private boolean labelsIdle;
    private boolean idle;

    @Override
    public void processElement1(StreamRecord<Arrival> step) {
        output.collect(step);
    }

    @Override
    public void processElement2(StreamRecord<Arrival> label) {
        output.collect(label);
    }

    @Override
    public void processWatermark1(Watermark mark) {
        steps = Math.max(steps, mark.getTimestamp());
        advance();
    }

    @Override
    public void processWatermark2(Watermark mark) {
        labels = Math.max(labels, mark.getTimestamp());
        advance();
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) {
        if (input == STEPS) {
            stepsIdle = status.isIdle();
        } else {
            labelsIdle = status.isIdle();
        }
        advance();
    }

    private void advance() {
        long now = labelsIdle ? steps : Math.min(steps, labels);
        boolean moves = now > emitted;
        boolean ends = stepsIdle && now >= steps;
        if (idle && (moves || !ends)) {
            idle = false;
            output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
        }
        if (moves) {
            emitted = now;
            output.emitWatermark(new Watermark(now));
        }
        if (!idle && ends) {
            idle = true;
            output.emitWatermarkStatus(WatermarkStatus.IDLE);
        }
    }
}
