package io.backflow.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TimedReaderTest {

    private static final KafkaPartitionSplit FIRST = new KafkaPartitionSplit(new TopicPartition("steps", 0), 7);
    private static final KafkaPartitionSplit SECOND = new KafkaPartitionSplit(new TopicPartition("steps", 1), 9, 90);

    private final Partitions partitions = new Partitions();
    private final Output output = new Output();
    private final TimedReader<Long> reader = new TimedReader<>(partitions, new Tens());

    @Test
    void aPartitionIsSavedWithTheNewestTimeThatItsRecordsHaveMovedItTo() throws Exception {
        reader.addSplits(List.of(FIRST, SECOND));
        partitions.next.addAll(List.of(35L, 12L, -1L));
        reader.pollNext(output);
        reader.pollNext(output);
        reader.pollNext(output);

        assertThat(reader.snapshotState(1)).containsExactly(new TimedSplit(FIRST, 35), SECOND);
        assertThat(output.said).containsExactly("steps-0: 35", "steps-0: 12", "steps-0: -1");
    }

    @Test
    void aPartitionGoesOnWithTheTimeThatItWasSavedWith() throws Exception {
        reader.addSplits(List.of(new TimedSplit(FIRST, 35), SECOND));
        partitions.next.add(12L);
        reader.pollNext(output);

        assertThat(output.said).containsExactly("steps-0: watermark 30", "steps-0: 12");
        assertThat(reader.snapshotState(1)).containsExactly(new TimedSplit(FIRST, 35), SECOND);
        partitions.next.add(41L);
        reader.pollNext(output);
        assertThat(reader.snapshotState(2)).containsExactly(new TimedSplit(FIRST, 41), SECOND);
    }

    @Test
    void aTimeIsSaidThoughNoRecordComes() throws Exception {
        CompletableFuture<Void> available = reader.isAvailable();
        assertThat(available).isNotDone();

        reader.addSplits(List.of(new TimedSplit(FIRST, 35)));

        assertThat(available).isDone();
        assertThat(reader.isAvailable()).isDone();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(reader.isAvailable()).isNotDone();
        assertThat(output.said).containsExactly("steps-0: watermark 30");
    }

    @Test
    void whatIsKnownOfAPartitionThatHasEndedIsForgotten() throws Exception {
        reader.addSplits(List.of(new TimedSplit(SECOND, 35)));
        partitions.ended = true;
        reader.pollNext(output);

        assertThat(reader.snapshotState(1)).containsExactly(SECOND);
    }

    /** Time goes by tens. */
    private record Tens() implements EventTimeRule<Long> {

        @Override
        public long of(Long element, long recordTime) {
            return element < 0 ? NONE : element;
        }

        @Override
        public long watermark(long newest) {
            return newest / 10 * 10;
        }
    }

    /** Reads what it is told, from the first of its partitions. */
    private static final class Partitions implements SourceReader<Long, KafkaPartitionSplit> {

        private final List<KafkaPartitionSplit> splits = new ArrayList<>();
        private final List<Long> next = new ArrayList<>();
        private boolean ended;

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<Long> output) {
            String first = splits.get(0).splitId();
            if (ended) {
                output.releaseOutputForSplit(first);
            }
            if (next.isEmpty()) {
                return InputStatus.NOTHING_AVAILABLE;
            }
            output.createOutputForSplit(first).collect(next.remove(0), 0);
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
            return List.copyOf(splits);
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return next.isEmpty() ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
        }

        @Override
        public void addSplits(List<KafkaPartitionSplit> more) {
            more.forEach(split -> splits.add(new KafkaPartitionSplit(
                    split.getTopicPartition(),
                    split.getStartingOffset(),
                    split.getStoppingOffset().orElse(KafkaPartitionSplit.NO_STOPPING_OFFSET))));
        }

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }

    /** Writes down what it is given. */
    private static final class Output implements ReaderOutput<Long> {

        private final List<String> said = new ArrayList<>();

        @Override
        public void collect(Long element) {
            said.add("" + element);
        }

        @Override
        public void collect(Long element, long time) {
            collect(element);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            said.add("watermark " + watermark.getTimestamp());
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}

        @Override
        public SourceOutput<Long> createOutputForSplit(String split) {
            Output whole = this;
            return new SourceOutput<>() {
                @Override
                public void collect(Long element) {
                    said.add(split + ": " + element);
                }

                @Override
                public void collect(Long element, long time) {
                    collect(element);
                }

                @Override
                public void emitWatermark(Watermark watermark) {
                    said.add(split + ": watermark " + watermark.getTimestamp());
                }

                @Override
                public void markIdle() {
                    whole.markIdle();
                }

                @Override
                public void markActive() {
                    whole.markActive();
                }
            };
        }

        @Override
        public void releaseOutputForSplit(String split) {}
    }
}
