package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.parameters.ModelRecords;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When transactions end. Kafka's own mock keeps the account of what was committed. */
final class VersionWriterTest {

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final TestProcessingTimeService time = new TestProcessingTimeService();
    private final AtomicLong bytes = new AtomicLong();
    private final VersionWriter writer =
            new VersionWriter(producer, "parameters", new ModelRecords("{}", 10), time, bytes::addAndGet);

    @BeforeEach
    void beginAtNoon() throws Exception {
        time.setCurrentTime(43_200_000);
        producer.initTransactions();
    }

    @Test
    void aVersionIsCommittedAtOnceWithAllItsRecords() throws Exception {
        writer.write(version(1, false), null);

        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history()).hasSize(4);
        assertThat(bytes)
                .hasValue(producer.history().stream()
                        .mapToLong(record -> record.value().length)
                        .sum());
    }

    @Test
    void versionsThatFollowSoonShareTheNextCommit() throws Exception {
        for (int version = 1; version <= 5; version++) {
            writer.write(version(version, false), null);
        }
        assertThat(producer.commitCount()).isEqualTo(1);

        time.advance(200);

        assertThat(producer.commitCount()).isEqualTo(2);
        assertThat(producer.transactionInFlight()).isFalse();
    }

    @Test
    void commitsTakeATenthOfTheTimeAtMost() throws Exception {
        var slow = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public void commitTransaction() {
                try {
                    Thread.sleep(40);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.commitTransaction();
            }
        };
        slow.initTransactions();
        VersionWriter patient = new VersionWriter(slow, "parameters", new ModelRecords("{}", 10), time, length -> {});
        patient.write(version(1, false), null);
        patient.write(version(2, false), null);

        time.advance(399);
        assertThat(slow.commitCount()).isEqualTo(1);
        time.advance(VersionWriter.MAX_PAUSE_MILLIS);
        assertThat(slow.commitCount()).isEqualTo(2);
    }

    @Test
    void theLastVersionAndEachCheckpointWaitForNoTimer() throws Exception {
        writer.write(version(1, false), null);
        writer.write(version(2, false), null);
        writer.flush(false);
        assertThat(producer.commitCount()).isEqualTo(2);

        writer.write(version(3, true), null);
        assertThat(producer.commitCount()).isEqualTo(3);
    }

    @Test
    void aClockThatIsSetBackKeepsNoTransactionOpen() throws Exception {
        writer.write(version(1, false), null);
        time.setCurrentTime(0);
        writer.write(version(2, false), null);

        time.advance(VersionWriter.MAX_PAUSE_MILLIS);

        assertThat(producer.commitCount()).isEqualTo(2);
    }

    @Test
    void aFencedWriterNamesBothCauses() throws Exception {
        producer.fenceProducer();

        assertThatThrownBy(() -> writer.write(version(1, false), null))
                .hasMessageContaining("job.run")
                .hasMessageContaining("transaction.timeout.ms");
    }

    @Test
    void nothingIsCommittedAfterTheEnd() throws Exception {
        writer.write(version(1, false), null);
        writer.write(version(2, false), null);
        writer.close();

        time.advance(VersionWriter.MAX_PAUSE_MILLIS);

        assertThat(producer.commitCount()).isEqualTo(1);
    }

    @Test
    void aProducerThatCannotBeClosedDoesNotFailTheCleanUp() throws Exception {
        writer.write(version(1, false), null);
        producer.closeException = new KafkaException("Failed to close kafka producer");

        writer.close();

        assertThat(producer.commitCount()).isEqualTo(1);
    }

    private static ModelVersion version(long version, boolean last) {
        float[] values = new float[25];
        values[0] = version;
        values[10] = version;
        values[20] = version;
        return new ModelVersion(
                "storms", new VersionId(1, 7, version), new long[] {version}, values, TrainingTotals.ZERO, last);
    }
}
