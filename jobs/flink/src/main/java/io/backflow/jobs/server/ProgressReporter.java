package io.backflow.jobs.server;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.publish.ProgressReport;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Emits the state of the training run, at most once an interval and once at the end. Keeps no state. */
final class ProgressReporter extends ProcessFunction<ShardSnapshot, ProgressReport> {

    private static final long serialVersionUID = 1L;

    private final String run;
    private final long intervalMillis;
    private transient long reportedAt;

    ProgressReporter(JobConfig config) {
        run = config.job().run();
        intervalMillis = config.publish().interval().toMillis();
    }

    @Override
    public void processElement(ShardSnapshot snapshot, Context context, Collector<ProgressReport> out) {
        long now = context.timerService().currentProcessingTime();
        if (snapshot.shard() != 0 || !snapshot.last() && now - reportedAt < intervalMillis) {
            return;
        }
        reportedAt = now;
        out.collect(new ProgressReport(
                run, snapshot.session(), snapshot.version(), now, snapshot.totals(), snapshot.staleness()));
    }
}
