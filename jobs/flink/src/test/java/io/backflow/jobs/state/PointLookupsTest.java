package io.backflow.jobs.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator whose state lies in RocksDB, as its configuration says it. */
final class PointLookupsTest {

    private static final String FACTORY = "state.backend.rocksdb.options-factory";
    private static final String COUNT = "count";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void itsOptionsAreThoseOfTheDatabaseBesideThoseOfFlinksKeys() throws Exception {
        Configuration configuration = pointLookups();
        configuration.setString("state.backend.rocksdb.block.blocksize", "16kb");
        configuration.setString("state.backend.rocksdb.writebuffer.size", "128mb");
        configuration.setString("state.backend.rocksdb.use-bloom-filter", "true");
        configuration.setString("state.backend.rocksdb.compression.per.level", "NO_COMPRESSION");
        try (var harness = harness(configuration)) {
            harness.open();
            harness.processElement("a", 0);

            assertThat(optionsOf(COUNT))
                    .contains(
                            "memtable_whole_key_filtering=true",
                            "memtable_prefix_bloom_size_ratio=0.005000",
                            "optimize_filters_for_hits=true",
                            "data_block_index_type=kDataBlockBinaryAndHash",
                            "block_size=16384",
                            "write_buffer_size=134217728",
                            "compression_per_level=kNoCompression")
                    .anyMatch(option -> option.startsWith("filter_policy=bloomfilter"));
        }
    }

    @Test
    void withoutItNoneOfItsOptionsIsSet() throws Exception {
        try (var harness = harness(new Configuration())) {
            harness.open();

            assertThat(optionsOf(COUNT))
                    .contains(
                            "memtable_whole_key_filtering=false",
                            "optimize_filters_for_hits=false",
                            "data_block_index_type=kDataBlockBinarySearch");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stateThatWasWrittenWithItIsReadWithoutItAndTheOtherWayRound(boolean first) throws Exception {
        OperatorSubtaskState kept;
        try (var harness = harness(first ? pointLookups() : new Configuration())) {
            harness.open();
            for (int i = 0; i < 1000; i++) {
                harness.processElement("s-" + i, i);
            }
            kept = harness.snapshot(1, 1000);
        }
        try (var harness = harness(first ? new Configuration() : pointLookups())) {
            harness.initializeState(kept);
            harness.open();
            for (int i = 0; i < 1010; i++) {
                harness.processElement("s-" + i, i);
            }

            List<Integer> counts = harness.extractOutputValues();
            assertThat(counts.subList(0, 1000)).containsOnly(2);
            assertThat(counts.subList(1000, 1010)).containsOnly(1);
        }
    }

    private static Configuration pointLookups() {
        Configuration configuration = new Configuration();
        configuration.setString(FACTORY, PointLookups.class.getName());
        configuration.setString("execution.checkpointing.incremental", "true");
        return configuration;
    }

    private OneInputStreamOperatorTestHarness<String, Integer> harness(Configuration configuration) throws Exception {
        EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend()
                .configure(configuration, Thread.currentThread().getContextClassLoader());
        backend.setDbStoragePath(folder.toString());
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new StreamMap<>(new Counting()), value -> value, Types.STRING);
        harness.setStateBackend(backend);
        return harness;
    }

    /** Those of the newest file that RocksDB writes of them. */
    private List<String> optionsOf(String state) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Path newest = files.filter(file -> file.getFileName().toString().startsWith("OPTIONS-"))
                    .sorted()
                    .reduce((one, later) -> later)
                    .orElseThrow();
            return Files.readAllLines(newest).stream()
                    .map(String::strip)
                    .dropWhile(line -> !line.equals("[CFOptions \"" + state + "\"]"))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("[CFOptions"))
                    .toList();
        }
    }

    /** How often a key has come. */
    private static final class Counting extends RichMapFunction<String, Integer> {

        private static final long serialVersionUID = 1L;

        private transient ValueState<Integer> count;

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>(COUNT, Types.INT));
        }

        @Override
        public Integer map(String key) throws Exception {
            Integer known = count.value();
            int now = known == null ? 1 : known + 1;
            count.update(now);
            return now;
        }
    }
}
