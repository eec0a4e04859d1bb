package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class MissingKeysTest {

    private final List<String> warnings = new ArrayList<>();
    private final MissingKeys keys = new MissingKeys(warnings::add);

    @Test
    void recordsOfTheFirstPartitionMayBeAllThereAre() {
        keys.note(record(0, 5));
        keys.note(record(0, 6));

        assertThat(keys.count()).isEqualTo(2);
        assertThat(warnings).isEmpty();
    }

    @Test
    void theFirstOfAnotherPartitionIsWarnedOfOnce() {
        keys.note(record(0, 5));
        keys.note(record(2, 7));
        keys.note(record(1, 8));

        assertThat(keys.count()).isEqualTo(3);
        assertThat(warnings)
                .containsExactly(
                        "the record at offset 7 of partition 2 of topic steps has no key, and so the steps of a"
                                + " sequence may be spread over partitions; steps keep their order within one partition"
                                + " only, and those that come too late from another are not trained but dead letters"
                                + " with"
                                + " reason late; key each record by its sequence_id");
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, long offset) {
        return new ConsumerRecord<>("steps", partition, offset, null, new byte[0]);
    }
}
