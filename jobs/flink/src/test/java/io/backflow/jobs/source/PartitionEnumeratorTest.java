package io.backflow.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.source.TopicExtent.Offsets;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionEnumeratorTest {

    private static final int READERS = 2;

    private final RecordedAssignments flink = new RecordedAssignments(READERS);
    private final Brokers brokers = new Brokers();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                                                  | 60000
        properties: {partition.discovery.interval.ms: 500}  | 500
        """)
    void aRunningJobComparesItsTopicOnceAMinuteOrAsOftenAsItIsTold(String kafka, long millis) {
        start(kafka, null);

        assertThat(flink.everyMillis).isEqualTo(millis);
    }

    @Test
    void aBoundedJobReadsWhatItFoundAtItsStart() {
        start("bounded: true", null);

        assertThat(flink.everyMillis).isEqualTo(-1);
        assertThat(flink.withoutMore).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void aTopicThatIsAsItWasChangesNothing() {
        start("", null);
        flink.assigned.clear();

        flink.repeat();

        assertThat(flink.assigned).isEmpty();
    }

    @Test
    void aTopicThatWasCreatedAnewUnderARunningJobRestartsIt() {
        start("", null);
        brokers.id = "other";

        assertThatThrownBy(flink::repeat)
                .isInstanceOf(FlinkRuntimeException.class)
                .hasMessage("topic steps was created anew while it was read: its log had the ID id and now has other");
    }

    @ParameterizedTest
    @CsvSource({"1m, true", "0ms, false"})
    void aReaderWithoutAPartitionKnowsItWhereItMayBeSilent(String timeout, boolean knows) {
        brokers.partitions.keySet().removeIf(partition -> partition > 0);
        start("idle_timeout: " + timeout, null);

        int reader = SplitPlan.reader(flink.assigned.get(0), READERS);
        assertThat(flink.told).isEqualTo(knows ? Map.of(1 - reader, new NoPartition()) : Map.of());
    }

    @Test
    void aPartitionThatIsAddedToARunningJobIsReadFromItsBeginning() {
        start("start: {from: latest}", null);
        flink.assigned.clear();
        brokers.put(3, 5, 20);

        flink.repeat();

        assertThat(flink.assigned).containsOnlyKeys(3);
        assertThat(flink.assigned.get(3).getStartingOffset()).isEqualTo(5);
    }

    @Test
    void brokersThatCannotBeAskedJustNowAreAskedAgain() {
        start("", null);
        brokers.down = true;
        flink.repeat();

        brokers.down = false;
        brokers.id = "other";

        assertThatThrownBy(flink::repeat).hasMessageContaining("created anew");
    }

    @ParameterizedTest
    @CsvSource({"earliest, 10, 0, 4", "latest, 90, 70, 8", "committed, 40, 0, 4"})
    void aJobWithoutStateBeginsWhereItIsTold(String from, long first, long second, long third) {
        brokers.committed.put(new TopicPartition("steps", 0), new OffsetAndMetadata(40));
        brokers.committed.put(new TopicPartition("steps", 2), new OffsetAndMetadata(3)); // its record is gone

        start("start: {from: " + from + "}", null);

        assertThat(begins()).isEqualTo(Map.of(0, first, 1, second, 2, third));
    }

    @Test
    void aRestoredJobGoesOnWhereItsReadersWere() {
        PartitionState state = state("id", split(0, 50), split(1, 60), split(2, 7));

        start("start: {from: latest}", state, split(0, 55), split(1, 65), split(2, 8));

        assertThat(begins()).isEqualTo(Map.of(0, 55L, 1, 65L, 2, 8L));
    }

    @ParameterizedTest
    @CsvSource({"id, 1234", "former, -9223372036854775808"})
    void timeGoesOnWithThePartitionAndNotInAnotherLog(String log, long newest) {
        PartitionState state = state(log, split(0, 50), split(1, 60), split(2, 7));

        start("start: {log_changed: earliest}", state, new TimedSplit(split(0, 55), 1234), split(1, 65), split(2, 8));

        assertThat(TimedSplit.newest(flink.assigned.get(0))).isEqualTo(newest);
        assertThat(TimedSplit.newest(flink.assigned.get(1))).isEqualTo(EventTimeRule.NONE);
    }

    @Test
    void aRestoredJobWhoseTopicIsAnotherEndsForGood() {
        PartitionState state = state("former", split(0, 50), split(1, 60), split(2, 7));

        assertThatThrownBy(() -> start("", state, split(0, 55), split(1, 65), split(2, 8)))
                .isInstanceOf(SuppressRestartsException.class)
                .hasCauseInstanceOf(ConfigException.class)
                .hasStackTraceContaining("former");
    }

    @Test
    void aChangedLogIsReadFromItsBeginningWhereThatIsSet() {
        PartitionState state = state("former", split(0, 50), split(1, 60), split(2, 7));

        start("start: {log_changed: earliest}", state, split(0, 55), split(1, 65), split(2, 8));

        assertThat(begins()).isEqualTo(Map.of(0, 10L, 1, 0L, 2, 4L));
    }

    @Test
    void aStateWithoutAnIdGoesOnAndItsNextOneHasTheId() {
        PartitionState state = state("", split(0, 50), split(1, 60), split(2, 7));

        PartitionEnumerator enumerator = start("", state, split(0, 55), split(1, 65), split(2, 8));

        assertThat(begins()).containsEntry(0, 55L);
        assertThat(enumerator.snapshotState(1).logId()).isEqualTo("id");
    }

    @Test
    void aBoundedJobReadsOnWhatCameAfterTheEndOfItsFormerRun() {
        KafkaPartitionSplit read = new KafkaPartitionSplit(new TopicPartition("steps", 0), 10, 50);
        PartitionState state = state("id", read, split(1, 60), split(2, 7));

        start("bounded: true", state, split(1, 65), split(2, 8)); // no reader had partition 0 any more

        assertThat(flink.assigned.get(0).getStartingOffset()).isEqualTo(50);
    }

    private PartitionEnumerator start(String kafka, @Nullable PartitionState state, KafkaPartitionSplit... reported) {
        JobConfig config = JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092", topics: {timesteps: steps}%s}
                model: {input: {type: features, size: 1}, layers: [{type: gru, units: 2}], head: {units: 1}}
                """.formatted(kafka.isEmpty() ? "" : ", " + kafka));
        PartitionEnumerator enumerator =
                new PartitionEnumerator(flink, config.kafka(), null, state, settings -> brokers);
        enumerator.start();
        flink.register(0, reported);
        enumerator.addReader(0);
        flink.register(1);
        enumerator.addReader(1);
        return enumerator;
    }

    private Map<Integer, Long> begins() {
        Map<Integer, Long> begins = new HashMap<>();
        flink.assigned.forEach((partition, split) -> begins.put(partition, split.getStartingOffset()));
        return begins;
    }

    private static PartitionState state(String logId, KafkaPartitionSplit... assigned) {
        return new PartitionState(logId, List.of(assigned), List.of());
    }

    private static KafkaPartitionSplit split(int partition, long offset) {
        return new KafkaPartitionSplit(new TopicPartition("steps", partition), offset);
    }

    /** Three partitions. */
    private static final class Brokers implements TopicLooks {

        private final SortedMap<Integer, Offsets> partitions = new TreeMap<>();
        private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        private String id = "id";
        private boolean down;

        Brokers() {
            put(0, 10, 90);
            put(1, 0, 70);
            put(2, 4, 8);
        }

        void put(int partition, long begin, long end) {
            partitions.put(partition, new Offsets(begin, end, end));
        }

        @Override
        public PartitionLook look() throws Exception {
            if (down) {
                throw new IOException("nobody answers");
            }
            return new PartitionLook(new TopicExtent("steps", id, partitions), committed);
        }

        @Override
        public void close() {}
    }
}
