package io.backflow.jobs.server;

import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.server.RoundMerger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds up each round's contributions to a shard, and sends the norm of the sum to the other shards if gradients are
 * clipped by their global norm. Keeps no checkpointed state, because no round straddles a checkpoint.
 */
final class RoundMergeOperator extends KeyedProcessFunction<Integer, Contribution, Contribution>
        implements CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    private final int normSharers;
    private transient Map<Integer, RoundMerger> shards = new ConcurrentHashMap<>();

    /**
     * @param normSharers how many shards, from the first, need every sum's norm; 1: each needs only its own
     */
    RoundMergeOperator(int normSharers) {
        this.normSharers = normSharers;
    }

    @Override
    public void open(OpenContext context) {
        shards = new ConcurrentHashMap<>();
        new OperatorMetrics(getRuntimeContext().getMetricGroup())
                .gauge("currentOpenRounds", () -> shards.values().stream()
                        .mapToLong(RoundMerger::unfinished)
                        .max()
                        .orElse(0));
    }

    @Override
    public void processElement(Contribution contribution, Context context, Collector<Contribution> out) {
        RoundMerger merging = shards.computeIfAbsent(contribution.shard(), RoundMerger::new);
        for (Contribution merged : merging.accept(contribution)) {
            out.collect(merged);
            if (normSharers > 1 && merged instanceof RoundSum sum) {
                sum.norms(normSharers).forEach(out::collect);
            }
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        for (Map.Entry<Integer, RoundMerger> shard : shards.entrySet()) {
            if (shard.getValue().unfinished() > 0) {
                throw new IllegalStateException("checkpoint " + context.getCheckpointId() + " finds "
                        + shard.getValue().unfinished() + " unfinished rounds in shard " + shard.getKey());
            }
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}
}
