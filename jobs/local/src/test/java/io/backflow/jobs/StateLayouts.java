package io.backflow.jobs;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.server.ShardStateSerializer;
import io.backflow.jobs.trainer.SequenceStateSerializer;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** The numbers of the layouts in which this build writes state. */
final class StateLayouts {

    private StateLayouts() {}

    static Map<String, Integer> now() throws IOException {
        return Map.of(
                "sequence", layout(new SequenceStateSerializer(), new SequenceState(0)),
                "shard", layout(new ShardStateSerializer(), new ShardState(new float[0], new float[0], new float[0])),
                "partition", partition());
    }

    /** The first byte of what is written. */
    private static <T> int layout(TypeSerializer<T> serializer, T state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(state, out);
        return out.getCopyOfBuffer()[0];
    }

    private static int partition() {
        JobConfig job = JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092"}
                model: {input: {type: features, size: 1}, layers: [{type: gru, units: 2}], head: {units: 1}}
                """);
        return new KafkaConnectors(job).timesteps().getSplitSerializer().getVersion();
    }
}
