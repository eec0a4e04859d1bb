package io.backflow.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class WaitingReadersTest {

    private final Numbers numbers = new Numbers();
    private final Output output = new Output();

    @Test
    void aReaderReadsNothingWhileItsGateIsClosed() throws Exception {
        MetricGroup task = new Task("one");
        AlignedReader<Integer, KafkaPartitionSplit> reader = new AlignedReader<>(numbers, ReadingGate.join(task));
        ReadingGate gate = ReadingGate.join(task);
        reader.pollNext(output);

        gate.close(true);
        gate.close(true);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        CompletableFuture<Void> available = reader.isAvailable();
        assertThat(available).isNotDone();
        gate.close(false);

        assertThat(available).isDone();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
        assertThat(output.said).containsExactly("0", "1");
    }

    @Test
    void aGateIsThatOfOneTaskAndGoneWhenBothHaveLeft() throws Exception {
        MetricGroup task = new Task("one");
        ReadingGate gate = ReadingGate.join(task);
        gate.close(true);
        AlignedReader<Integer, KafkaPartitionSplit> reader = new AlignedReader<>(numbers, ReadingGate.join(task));
        ReadingGate other = ReadingGate.join(new Task("other"));

        assertThat(reader.isAvailable()).isNotDone();
        assertThat(other.isClosed()).isFalse();
        other.leave();
        gate.leave();
        reader.close();
        ReadingGate anew = ReadingGate.join(task);
        assertThat(anew.isClosed()).isFalse();
        anew.leave();
    }

    @Test
    void aReaderThatIsToldThatItHasNoPartitionIsSilentAtOnceAndOnce() throws Exception {
        numbers.available = new CompletableFuture<>();
        VacantReader<Integer, KafkaPartitionSplit> reader = new VacantReader<>(numbers);
        CompletableFuture<Void> available = reader.isAvailable();
        assertThat(available).isNotDone();

        reader.handleSourceEvents(new NoPartition());

        assertThat(available).isDone();
        reader.pollNext(output);
        reader.pollNext(output);
        assertThat(output.said).containsExactly("idle", "0", "1");
        assertThat(reader.isAvailable()).isNotDone();
    }

    @Test
    void aReaderThatWasGivenAPartitionIsNotSilent() throws Exception {
        VacantReader<Integer, KafkaPartitionSplit> reader = new VacantReader<>(numbers);
        reader.addSplits(List.of());
        reader.handleSourceEvents(new NoPartition());
        reader.pollNext(output);

        assertThat(output.said).containsExactly("0");
    }

    /** Metrics of a task. */
    private static final class Task extends UnregisteredMetricsGroup {

        private final String attempt;

        Task(String attempt) {
            this.attempt = attempt;
        }

        @Override
        public Map<String, String> getAllVariables() {
            return Map.of("<task_attempt_id>", attempt);
        }
    }

    /** Reads 0, 1, 2 and so on. */
    private static final class Numbers implements SourceReader<Integer, KafkaPartitionSplit> {

        private int next;
        private CompletableFuture<Void> available = CompletableFuture.completedFuture(null);

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<Integer> output) {
            output.collect(next++);
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return available;
        }

        @Override
        public void addSplits(List<KafkaPartitionSplit> splits) {}

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }

    /** Writes down what it is given. */
    private static final class Output implements ReaderOutput<Integer> {

        private final List<String> said = new ArrayList<>();

        @Override
        public void collect(Integer number) {
            said.add(number.toString());
        }

        @Override
        public void collect(Integer number, long time) {
            collect(number);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            said.add(watermark.toString());
        }

        @Override
        public void markIdle() {
            said.add("idle");
        }

        @Override
        public void markActive() {
            said.add("active");
        }

        @Override
        public SourceOutput<Integer> createOutputForSplit(String split) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String split) {}
    }
}
