package io.backflow.jobs.kafka;

import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.sequence.Arrival;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Sends steps and labels on and rejections aside, counted. Runs in the task of the source, and refuses to start where
 * more of them read than the job allows.
 */
public final class RejectedRecordRouter extends ProcessFunction<DecodeResult, Arrival> {

    private static final long serialVersionUID = 1L;

    /** Records that could not be taken. */
    public static final OutputTag<Rejected> REJECTED = new OutputTag<>("rejected", RecordType.of(Rejected.class));

    private final int mostReaders;

    private transient Counter rejections;

    /** @param mostReaders how many subtasks may read the stream */
    public RejectedRecordRouter(int mostReaders) {
        this.mostReaders = mostReaders;
    }

    @Override
    public void open(OpenContext context) {
        int readers = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        if (readers > mostReaders) {
            throw new IllegalStateException("the operator timesteps has a parallelism of " + readers
                    + ", but a synchronous job with a topic of labels and a kafka.idle_timeout reads with "
                    + mostReaders
                    + " subtask; remove what rescales it (resource requirements,"
                    + " pipeline.jobvertex-parallelism-overrides or scheduler-mode: reactive)");
        }
        rejections = getRuntimeContext().getMetricGroup().addGroup("backflow").counter("numRecordsRejected");
    }

    @Override
    public void processElement(DecodeResult arrival, Context context, Collector<Arrival> out) {
        Arrival taken = arrival.arrival();
        Rejected rejected = arrival.rejected();
        if (taken != null) {
            out.collect(taken);
        } else if (rejected != null) {
            rejections.inc();
            context.output(REJECTED, rejected);
        }
    }
}
