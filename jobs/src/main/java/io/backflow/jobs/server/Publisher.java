package io.backflow.jobs.server;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.sync.ShardSnapshot;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Publishes whole versions of the model as they fall due. One subtask; keeps nothing. */
final class Publisher extends AbstractStreamOperator<ModelVersion>
        implements OneInputStreamOperator<ShardSnapshot, ModelVersion>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private transient Publishing publishing;
    private transient boolean timerSet;

    Publisher(JobConfig config) {
        this.config = config;
    }

    @Override
    public void open() throws Exception {
        super.open();
        publishing = new Publishing(
                config.job().run(),
                config.server().shards(),
                config.publish().everyVersions(),
                config.publish().interval().toMillis());
        OperatorMetrics metrics = new OperatorMetrics(getMetricGroup());
        metrics.counter("numVersionsPublished", publishing::published);
        metrics.counter("numSnapshotsDropped", publishing::snapshotsDropped);
    }

    @Override
    public void processElement(StreamRecord<ShardSnapshot> element) {
        publishing.accept(element.getValue());
        publishDue();
    }

    @Override
    public void endInput() {
        publishDue();
    }

    private void publishDue() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        ModelVersion due = publishing.due(now);
        if (due != null) {
            output.collect(new StreamRecord<>(due));
        }
        long wait = publishing.waitLeft(now);
        if (wait > 0 && !timerSet) {
            timerSet = true;
            getProcessingTimeService().registerTimer(now + wait, time -> onTimer());
        }
    }

    private void onTimer() {
        timerSet = false;
        publishDue();
    }
}
