package io.backflow.jobs.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.worker.JoinFence;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.schema.ParameterChunk;
import io.backflow.schema.ParameterManifest;
import io.backflow.schema.Sha256;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that claim what is not so: refused, counted, and nothing large is allocated for them. */
final class LyingRecordsTest {

    private static final int SIZE = 25;
    private static final Join ME = new Join(0, 5);
    private static final Wire<ParameterManifest> MANIFESTS =
            Wire.of(ParameterManifest.class, ParameterManifest.getClassSchema(), Wire.ONE_MEBIBYTE);
    private static final Wire<ParameterChunk> CHUNKS =
            Wire.of(ParameterChunk.class, ParameterChunk.getClassSchema(), Wire.ONE_MEBIBYTE);

    private final ModelAssembler worker =
            new ModelAssembler("storms", new ModelLimits(SIZE, SIZE, 10_000), new JoinFence(ME));

    static Stream<Arguments> lies() {
        List<Sha256> many = Collections.nCopies(20_000, new Sha256(new byte[32]));
        return Stream.of(
                lie("a size beyond the model's", "size", Integer.MAX_VALUE),
                lie("a size that its chunks do not make", "size", SIZE - 6),
                lie("no values", "size", 0),
                lie("fewer values than none", "size", -SIZE),
                lie("empty chunks", "chunk_size", 0),
                lie("chunks of fewer than no values", "chunk_size", Integer.MIN_VALUE),
                lie("more chunks than it has", "chunk_hashes", many),
                lie("no shards", "shard_versions", List.of()),
                lie("more shards than values", "shard_versions", Collections.nCopies(SIZE + 1, 1L)),
                lie("rounds of other shards", "closed_rounds", List.of(1L)),
                lie("acknowledgements of half a shard", "acknowledged", List.of(1L, 2L)),
                lie("slots beyond the optimizer's", "slots_size", Integer.MAX_VALUE),
                lie("slots for half a parameter", "slots_size", SIZE / 2),
                lie("fewer slots than none", "slots_size", -1),
                lie("more chunks of slots than there are", "slots_hashes", many));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void aManifestWhoseSizesCannotBeIsRefused(String what, String field, Object lie) throws WireException {
        List<PublishedRecord> log = log();
        ParameterManifest manifest = MANIFESTS.decode(log.get(log.size() - 1).value());
        manifest.put(manifest.getSchema().getField(field).pos(), lie);
        PublishedRecord lying = new PublishedRecord("storms/manifest", MANIFESTS.encode(manifest));
        log.subList(0, log.size() - 1).forEach(record -> Logs.feedback(worker, record));
        Logs.feedback(worker, new PublishedRecord("storms/manifest", new byte[0])); // classes are loaded

        long before = allocated();
        assertThat(Logs.feedback(worker, lying)).isEmpty();
        long bytes = allocated() - before;

        assertThat(worker.refused()).as("the empty record and the lie").isEqualTo(2);
        assertThat(worker.pendingVersions()).isZero();
        assertThat(bytes).as("no more than reading the record takes").isLessThan(10L * 1024 * 1024);
        assertThat(Logs.feedback(worker, log.get(log.size() - 1)))
                .as("the truth is believed afterwards")
                .isPresent();
    }

    @Test
    void aChunkLargerThanTheModelIsRefused() {
        byte[] values = new byte[Float.BYTES * (SIZE + 1)];
        ParameterChunk chunk = new ParameterChunk("storms", 1L, 7L, 1L, 0, 0, ByteBuffer.wrap(values));

        Logs.feedback(worker, new PublishedRecord("storms/chunk-0", CHUNKS.encode(chunk)));

        assertThat(worker.refused()).isEqualTo(1);
        assertThat(worker.pendingBytes()).isZero();
    }

    @Test
    void aChunkWithoutValuesIsRefused() {
        ParameterChunk chunk = new ParameterChunk("storms", 1L, 7L, 1L, 0, 0, ByteBuffer.wrap(new byte[0]));

        Logs.feedback(worker, new PublishedRecord("storms/chunk-0", CHUNKS.encode(chunk)));

        assertThat(worker.refused()).isEqualTo(1);
        assertThat(worker.pendingBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY})
    void aVersionWithAValueThatIsNotFiniteIsRefusedThoughItsHashesFit(float value) throws WireException {
        List<PublishedRecord> log = log();
        ByteBuffer values = ByteBuffer.allocate(5 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        values.asFloatBuffer().put(new float[] {1, 2, value, 4, 5});
        ParameterChunk chunk = new ParameterChunk("storms", 1L, 7L, 4L, 0, 0, values);
        ParameterManifest manifest = MANIFESTS.decode(log.get(log.size() - 1).value());
        manifest.getChunkHashes().set(0, new Sha256(LittleEndianFloats.sha256(values.array())));
        log.subList(1, log.size() - 1).forEach(record -> Logs.feedback(worker, record));
        Logs.feedback(worker, new PublishedRecord("storms/chunk-0", CHUNKS.encode(chunk)));

        assertThat(Logs.feedback(worker, new PublishedRecord("storms/manifest", MANIFESTS.encode(manifest))))
                .isEmpty();

        assertThat(worker.refused()).isEqualTo(1);
        assertThat(worker.pendingVersions()).isZero();
    }

    @Test
    void chunksThatWaitTakeTheMemoryOfThreeModelsAnd512KiB() {
        int values = 1_000_000; // in two shards, each of which ends with a chunk of its own
        int chunks = values / 131_072 + 2 + 1;

        assertThat(ModelLimits.forModelsOf(values, 2).pendingBytes())
                .isEqualTo(3 * (4L * values + 512 * chunks) + 512 * 1024);
    }

    @Test
    void aChunkThatClaimsMoreBytesThanItsRecordHasIsRefused() {
        byte[] record = CHUNKS.encode(new ParameterChunk("storms", 1L, 7L, 1L, 0, 0, ByteBuffer.wrap(new byte[4])));
        record[record.length - 5] = 126; // the length of the values: 63, and 4 follow

        Logs.feedback(worker, new PublishedRecord("storms/chunk-0", record));

        assertThat(worker.refused()).isEqualTo(1);
    }

    @Test
    void aChunkThatIsNotWhatItsManifestSaysIsRefusedBeforeAndAfterIt() {
        List<PublishedRecord> log = log();
        ParameterChunk forged = new ParameterChunk("storms", 1L, 7L, 4L, 1, 5, ByteBuffer.wrap(new byte[12]));
        PublishedRecord lying = new PublishedRecord("storms/chunk-1", CHUNKS.encode(forged));

        Logs.feedback(worker, lying);
        Logs.feedback(worker, log.get(log.size() - 1));
        assertThat(worker.refused()).as("found out by the manifest").isEqualTo(1);
        Logs.feedback(worker, lying);
        assertThat(worker.refused()).as("found out at once").isEqualTo(2);

        assertThat(Logs.read(worker, log.subList(0, log.size() - 1))).hasSize(1);
    }

    private static Arguments lie(String what, String field, Object value) {
        return Arguments.of(what, field, value);
    }

    private static List<PublishedRecord> log() {
        float[] values = new float[SIZE];
        float[] slots = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = i + 1;
            slots[i] = -i;
        }
        Relay relay = new Relay(1, new Join[] {ME}, new long[3], new long[3], new Slots(slots, 1));
        ModelVersion version = new ModelVersion(
                "storms", new VersionId(1, 7, 4), new long[] {4, 4, 4}, values, TrainingTotals.ZERO, false, relay);
        return Logs.of(new ModelRecords("{}", 5), version);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
