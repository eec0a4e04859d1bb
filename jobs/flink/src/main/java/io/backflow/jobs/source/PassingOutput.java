package io.backflow.jobs.source;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;

/** An output that passes everything on to another one. */
class PassingOutput<T> implements SourceOutput<T> {

    private final SourceOutput<T> output;

    PassingOutput(SourceOutput<T> output) {
        this.output = output;
    }

    @Override
    public void collect(T element) {
        output.collect(element);
    }

    @Override
    public void collect(T element, long recordTime) {
        output.collect(element, recordTime);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        output.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
        output.markIdle();
    }

    @Override
    public void markActive() {
        output.markActive();
    }
}
