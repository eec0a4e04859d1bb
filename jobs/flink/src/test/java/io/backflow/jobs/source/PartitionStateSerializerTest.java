package io.backflow.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionStateSerializerTest {

    private static final KafkaPartitionSplit READ = new KafkaPartitionSplit(new TopicPartition("steps", 0), 7, 90);
    private static final KafkaPartitionSplit WAITING = new KafkaPartitionSplit(new TopicPartition("steps", 1), 3, 40);

    private final PartitionStateSerializer serializer = new PartitionStateSerializer();

    @Test
    void comesBackAsItWas() throws IOException {
        PartitionState state = new PartitionState("id", List.of(READ), List.of(WAITING));

        assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(state)))
                .isEqualTo(state);
    }

    @Test
    void timesComeBackToo() throws IOException {
        PartitionState state =
                new PartitionState("id", List.of(new TimedSplit(READ, 12)), List.of(new TimedSplit(WAITING, 34)));

        assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(state)))
                .isEqualTo(state);
    }

    @Test
    void readsWhatFormerBuildsWrote() throws IOException {
        KafkaSourceEnumStateSerializer flinks = new KafkaSourceEnumStateSerializer();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF("id");
        out.writeInt(flinks.getVersion());
        out.write(flinks.serialize(new KafkaSourceEnumState(List.of(READ), List.of(WAITING), true)));

        assertThat(serializer.deserialize(1001, bytes.toByteArray()))
                .isEqualTo(new PartitionState("id", List.of(READ), List.of(WAITING)));
    }

    @Test
    void readsWhatFlinksOwnEnumeratorWrote() throws IOException {
        KafkaSourceEnumStateSerializer flinks = new KafkaSourceEnumStateSerializer();
        byte[] bytes = flinks.serialize(new KafkaSourceEnumState(List.of(READ), List.of(WAITING), true));

        assertThat(serializer.deserialize(flinks.getVersion(), bytes))
                .isEqualTo(new PartitionState("", List.of(READ), List.of(WAITING)));
    }
}
