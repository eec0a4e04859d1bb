package io.backflow.jobs;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.io.network.api.writer.ResultPartitionWriter;
import org.apache.flink.streaming.api.graph.NonChainedOutput;
import org.apache.flink.streaming.runtime.partitioner.KeyGroupStreamPartitioner;
import org.apache.flink.streaming.runtime.tasks.StreamTask;

/**
 * How a task's keyed edge spreads keys over the workers behind it. It is asked of the running task, since a job may be
 * rescaled by others than its program.
 */
@FunctionalInterface
interface WorkerChannels extends Serializable {

    /**
     * Of a keyed edge.
     *
     * @param keyGroups the maximum parallelism behind it
     * @param workers the parallelism behind it
     */
    record Range(int keyGroups, int workers) {}

    /** Of the one keyed edge that leaves a task. */
    WorkerChannels OF_TASK = WorkerChannels::ofTask;

    Range range(StreamTask<?, ?> task);

    private static Range ofTask(StreamTask<?, ?> task) {
        List<NonChainedOutput> outputs =
                task.getConfiguration().getVertexNonChainedOutputs(task.getUserCodeClassLoader());
        int[] keyed = IntStream.range(0, outputs.size())
                .filter(i -> outputs.get(i).getPartitioner() instanceof KeyGroupStreamPartitioner)
                .toArray();
        if (keyed.length != 1) {
            throw new IllegalStateException(task.getName() + " has " + keyed.length + " keyed edges and not one");
        }
        ResultPartitionWriter writer = task.getEnvironment().getWriter(keyed[0]);
        return new Range(writer.getNumTargetKeyGroups(), writer.getNumberOfSubpartitions());
    }
}
