package io.backflow.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitSerializerTest {

    private static final KafkaPartitionSplit SPLIT = new KafkaPartitionSplit(new TopicPartition("steps", 3), 7, 90);

    private final SplitSerializer serializer = new SplitSerializer();

    @ParameterizedTest
    @ValueSource(longs = {EventTimeRule.NONE, -1, 1_700_000_000_000L})
    void comesBackWithItsTime(long newest) throws IOException {
        KafkaPartitionSplit split = TimedSplit.of(SPLIT, newest);

        KafkaPartitionSplit back = serializer.deserialize(serializer.getVersion(), serializer.serialize(split));

        assertThat(back).isEqualTo(split);
        assertThat(TimedSplit.newest(back)).isEqualTo(newest);
    }

    @Test
    void readsWhatFlinksOwnReadersWrote() throws IOException {
        KafkaPartitionSplitSerializer flinks = new KafkaPartitionSplitSerializer();

        assertThat(serializer.deserialize(flinks.getVersion(), flinks.serialize(SPLIT)))
                .isEqualTo(SPLIT);
    }
}
