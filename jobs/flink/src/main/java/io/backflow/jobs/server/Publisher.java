package io.backflow.jobs.server;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.PublishingPolicy;
import io.backflow.jobs.state.NoRestart;
import io.backflow.model.kernel.BlasKernel;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** Publishes whole versions of the model when they are due or when a worker joins. One subtask; keeps no state. */
final class Publisher extends AbstractStreamOperator<ModelVersion>
        implements TwoInputStreamOperator<ShardSnapshot, Join, ModelVersion>, BoundedMultiInput {

    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private transient PublishingPolicy publishing;
    private transient boolean timerSet;
    private transient boolean commanded;

    Publisher(JobConfig config) {
        this.config = config;
    }

    @Override
    public void open() throws Exception {
        super.open();
        // what the manifest names is then true of all workers
        NoRestart.check(() -> config.job().checkBlasKernel(BlasKernel::name));
        publishing = PublishingPolicy.of(config);
        OperatorMetrics metrics = new OperatorMetrics(getMetricGroup());
        metrics.counter("numVersionsPublished", publishing::published);
        metrics.counter("numSnapshotsDropped", publishing::snapshotsDropped);
    }

    @Override
    public void processElement1(StreamRecord<ShardSnapshot> element) {
        publishing.accept(element.getValue());
        publishDue();
    }

    @Override
    public void processElement2(StreamRecord<Join> element) {
        if (element.getValue().equals(Join.COMMAND)) {
            commanded = true;
            return;
        }
        publishing.accept(element.getValue());
        publishDue();
    }

    /** All that the server has emitted before the barrier is here now. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        if (commanded) {
            commanded = false;
            emit(publishing.unpublished(getProcessingTimeService().getCurrentProcessingTime()));
        }
    }

    @Override
    public void endInput(int input) {
        publishDue();
    }

    private void publishDue() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        emit(publishing.due(now));
        long wait = publishing.waitLeft(now);
        if (wait > 0 && !timerSet) {
            timerSet = true;
            getProcessingTimeService().registerTimer(now + wait, time -> onTimer());
        }
    }

    private void emit(@Nullable ModelVersion version) {
        if (version != null) {
            output.collect(new StreamRecord<>(version));
        }
    }

    private void onTimer() {
        timerSet = false;
        publishDue();
    }
}
