package io.backflow.jobs.kafka;

import io.backflow.jobs.sequence.Step;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Sends steps on and rejections aside, counted. */
public final class RejectedRecordRouter extends ProcessFunction<DecodeResult, Step> {

    private static final long serialVersionUID = 1L;

    /** Records that could not be taken. */
    public static final OutputTag<Rejected> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Rejected.class));

    private transient Counter rejections;

    @Override
    public void open(OpenContext context) {
        rejections = getRuntimeContext().getMetricGroup().addGroup("backflow").counter("numRecordsRejected");
    }

    @Override
    public void processElement(DecodeResult arrival, Context context, Collector<Step> out) {
        Step step = arrival.step();
        Rejected rejected = arrival.rejected();
        if (step != null) {
            out.collect(step);
        } else if (rejected != null) {
            rejections.inc();
            context.output(REJECTED, rejected);
        }
    }
}
