package io.backflow.jobs.feedback;

import io.backflow.jobs.sync.ShardSnapshot;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Takes the server's broadcast and hands it to the trainer in the same slot. Keeps nothing and emits nothing.
 */
public final class ParameterTail extends RichFlatMapFunction<ShardSnapshot, Void> {

    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private transient HandOver handOver;
    private transient long since;

    @Override
    public void open(OpenContext context) {
        handOver = HandOver.join(Places.of(getRuntimeContext()));
        since = System.nanoTime();
    }

    @Override
    public void flatMap(ShardSnapshot snapshot, Collector<Void> out) {
        if (!handOver.trainerCame() && System.nanoTime() - since > PATIENCE.toNanos()) {
            throw new IllegalStateException("parameters have come for " + PATIENCE.toSeconds()
                    + " s to subtask " + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask()
                    + " and no trainer runs beside it; this cluster did not co-locate the two");
        }
        handOver.put(snapshot);
    }

    @Override
    public void close() {
        if (handOver != null) {
            handOver.leave();
        }
    }
}
