package io.backflow.local.inspect;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.server.ShardKeys;
import io.backflow.jobs.server.ShardStateSerializer;
import io.backflow.jobs.trainer.SequenceStateSerializer;
import io.backflow.local.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.SavepointReader;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.state.api.runtime.SavepointLoader;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/** A checkpoint or savepoint of a training or a scoring job. It is read by Flink in this process, and not changed. */
public final class SavedJob {

    private static final String METADATA = "_metadata";
    private static final String TRAINER = "sequence-trainer";
    private static final String SCORER = "sequence-scorer";
    private static final String SERVER = "parameter-server";

    private final String path;
    private final Collection<OperatorState> operators;

    private SavedJob(String path, Collection<OperatorState> operators) {
        this.path = path;
        this.operators = operators;
    }

    /**
     * Opens the state in {@code folder}.
     *
     * @throws ConfigException where there is none
     */
    public static SavedJob open(Path folder) {
        if (!Files.isRegularFile(folder.resolve(METADATA))) {
            throw new ConfigException(folder + " has no file " + METADATA
                    + "; name the folder of a completed checkpoint (chk-…) or of a savepoint");
        }
        String path = folder.toAbsolutePath().toUri().toString();
        try {
            return new SavedJob(
                    path, SavepointLoader.loadSavepointMetadata(path).getOperatorStates());
        } catch (IOException | RuntimeException e) {
            throw new ConfigException(
                    folder.resolve(METADATA) + " cannot be read (" + e.getMessage()
                            + "); name the folder of a completed checkpoint or savepoint",
                    e);
        }
    }

    /** The operators that have state, the largest first. */
    public List<SavedOperator> operators() {
        return operators.stream()
                .filter(OperatorState::hasSubtaskStates)
                .map(SavedJob::operator)
                .filter(operator -> operator.bytes() > 0)
                .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
                .toList();
    }

    private static SavedOperator operator(OperatorState state) {
        return new SavedOperator(
                state.getOperatorUid().or(state::getOperatorName).orElseGet(() -> knownName(state)),
                state.getParallelism(),
                state.getStateSize());
    }

    private static String knownName(OperatorState state) {
        for (String uid : List.of(TRAINER, SCORER, SERVER)) {
            if (is(state, uid)) {
                return uid;
            }
        }
        return state.getOperatorID().toString();
    }

    /** The shards of the parameters; none in a scoring job. */
    public List<ShardSummary> shards() throws Exception {
        if (!has(SERVER)) {
            return List.of();
        }
        List<ShardSummary> shards = new ArrayList<>();
        read(SERVER, new StateReaders.Shards(), Types.INT, TypeInformation.of(ShardSummary.class), shards::add);
        return shards;
    }

    /** The model; throws {@link ConfigException} in a scoring job, which has none of its own. */
    public SavedModel model() throws Exception {
        if (!has(SERVER)) {
            throw new ConfigException(path + " is not of a training job, and only such a job keeps a model; name the"
                    + " state of a training job");
        }
        Map<Integer, byte[]> byKey = new HashMap<>();
        read(
                SERVER,
                new StateReaders.WholeShards(),
                Types.INT,
                TypeInformation.of(SavedShard.class),
                shard -> byKey.put(shard.key(), shard.state()));
        List<ShardState> shards = new ArrayList<>();
        for (int key : ShardKeys.of(byKey.size(), maxParallelism(SERVER))) {
            shards.add(new ShardStateSerializer().deserialize(new DataInputDeserializer(byKey.get(key))));
        }
        int size = shards.stream().mapToInt(shard -> shard.values.length).sum();
        float[] values = new float[size];
        int from = 0;
        for (ShardState shard : shards) {
            System.arraycopy(shard.values, 0, values, from, shard.values.length);
            from += shard.values.length;
        }
        ShardState first = shards.get(0);
        return new SavedModel(values, first.version, first.totals.steps(), first.settings);
    }

    private int maxParallelism(String uid) {
        return operators.stream()
                .filter(state -> is(state, uid))
                .mapToInt(OperatorState::getMaxParallelism)
                .findFirst()
                .orElseThrow();
    }

    /** Gives every sequence to {@code reader}, in no order. */
    public void sequences(Consumer<SequenceSummary> reader) throws Exception {
        TypeInformation<SequenceSummary> summary = TypeInformation.of(SequenceSummary.class);
        if (has(TRAINER)) {
            read(TRAINER, new StateReaders.Trained(), Types.STRING, summary, reader);
        } else if (has(SCORER)) {
            read(SCORER, new StateReaders.Scored(), Types.STRING, summary, reader);
        }
    }

    /** The state of the sequence {@code id} of a training job; empty where it has none. */
    public Optional<SequenceState> sequence(String id) throws Exception {
        if (!has(TRAINER)) {
            throw new ConfigException(path + " is not of a training job, and only its sequences are shown one by one;"
                    + " leave --sequence out");
        }
        List<byte[]> found = new ArrayList<>();
        read(
                TRAINER,
                new StateReaders.One(id),
                Types.STRING,
                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
                bytes -> {
                    if (bytes.length > 0) {
                        found.add(bytes);
                    }
                });
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new SequenceStateSerializer().deserialize(new DataInputDeserializer(found.get(0))));
    }

    private <K, T> void read(
            String uid,
            KeyedStateReaderFunction<K, T> function,
            TypeInformation<K> key,
            TypeInformation<T> result,
            Consumer<T> reader)
            throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(1, LocalCluster.loopback());
        try (CloseableIterator<T> read = SavepointReader.read(environment, path, backend(uid))
                .readKeyedState(OperatorIdentifier.forUid(uid), function, key, result)
                .executeAndCollect()) {
            read.forEachRemaining(reader);
        }
    }

    /** RocksDB's own files can be read by RocksDB only. */
    private StateBackend backend(String uid) {
        boolean rocks = operators.stream()
                .filter(state -> is(state, uid))
                .flatMap(state -> state.getStates().stream())
                .map(OperatorSubtaskState::getManagedKeyedState)
                .anyMatch(handles -> handles.stream().anyMatch(IncrementalRemoteKeyedStateHandle.class::isInstance));
        return rocks ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend();
    }

    private boolean has(String uid) {
        return operators.stream().anyMatch(state -> is(state, uid));
    }

    private static boolean is(OperatorState state, String uid) {
        return state.getOperatorID().equals(OperatorIdentifier.forUid(uid).getOperatorId());
    }
}
