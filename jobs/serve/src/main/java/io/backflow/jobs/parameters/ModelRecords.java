package io.backflow.jobs.parameters;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.model.kernel.BlasKernel;
import io.backflow.schema.ParameterChunk;
import io.backflow.schema.ParameterManifest;
import io.backflow.schema.Sha256;
import io.backflow.schema.WorkerJoin;
import io.backflow.schema.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts model versions into records: chunks of at most {@value #CHUNK_VALUES} values, which stay well below Kafka's
 * default record limit, and then the manifest. Chunks that are as they were last sent are not sent again; {@link
 * SentChunks} says when all are. Keys do not hold the version, so that a compacted topic keeps one version a run. Not
 * thread-safe.
 */
public final class ModelRecords {

    /** 512 KiB of floats. */
    public static final int CHUNK_VALUES = 1 << 17;

    /** Characters of JSON; a manifest needs the rest of a record's 1 MiB for the model and the hashes. */
    private static final int LONGEST_SPEC = 1 << 17;

    private static final float[] NO_VALUES = {};

    private final Wire<ParameterChunk> chunkWire =
            Wire.of(ParameterChunk.class, ParameterChunk.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final Wire<ParameterManifest> manifestWire =
            Wire.of(ParameterManifest.class, ParameterManifest.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final SentChunks sent = new SentChunks();
    private final String model;
    private final @Nullable String forecast;
    private final int chunkValues;

    /** Takes records in the order in which they are to stand in the topic. */
    @FunctionalInterface
    public interface Output {
        /** Takes the next one. */
        void write(PublishedRecord record) throws IOException, InterruptedException;
    }

    /** @param spec what forecasts need, which goes into each manifest */
    public ModelRecords(ForecastSpec spec) {
        this(spec.modelJson(), shortened(spec), CHUNK_VALUES);
    }

    /**
     * Without what forecasts need besides the model.
     *
     * @param model the specification as JSON, which goes into each manifest
     */
    public ModelRecords(String model) {
        this(model, CHUNK_VALUES);
    }

    /** @param chunkValues values in a chunk at most */
    public ModelRecords(String model, int chunkValues) {
        this(model, null, chunkValues);
    }

    private ModelRecords(String model, @Nullable String forecast, int chunkValues) {
        this.model = model;
        this.forecast = forecast;
        this.chunkValues = chunkValues;
    }

    /** Without the columns, or null, where a manifest would be too long for a record. */
    private static @Nullable String shortened(ForecastSpec spec) {
        return Stream.of(spec, spec.withoutColumns())
                .map(ForecastSpec::toJson)
                .filter(json -> json.length() <= LONGEST_SPEC)
                .findFirst()
                .orElse(null);
    }

    /**
     * Writes {@code version}; throws {@link IllegalStateException}, before its manifest, where a value is not finite.
     */
    public void write(ModelVersion version, Output out) throws IOException, InterruptedException {
        sent.begin(version);
        List<Sha256> hashes = chunks(version, "chunk-", version.values(), version.shardVersions().length, out);
        List<Sha256> slots = chunks(version, "slots-", slotValues(version.relay()), 1, out);
        out.write(manifest(version, hashes, slots));
    }

    private List<Sha256> chunks(ModelVersion version, String kind, float[] values, int shards, Output out)
            throws IOException, InterruptedException {
        List<Sha256> hashes = new ArrayList<>();
        if (values.length == 0) {
            return hashes;
        }
        ChunkPlan plan = new ChunkPlan(values.length, shards, chunkValues);
        int count = plan.count();
        for (int i = 0; i < count; i++) {
            byte[] bytes = LittleEndianFloats.toBytes(values, plan.offset(i), plan.length(i));
            byte[] hash = LittleEndianFloats.sha256(bytes);
            hashes.add(new Sha256(hash));
            if (sent.needs(kind + i, hash)) {
                out.write(chunk(version, kind, i, plan.offset(i), bytes));
            }
        }
        return hashes;
    }

    private PublishedRecord chunk(ModelVersion version, String kind, int index, int offset, byte[] bytes) {
        ParameterChunk chunk = new ParameterChunk(
                version.run(),
                version.session(),
                version.id().nonce(),
                version.version(),
                index,
                offset,
                ByteBuffer.wrap(bytes));
        return new PublishedRecord(version.run() + "/" + kind + index, chunkWire.encode(chunk));
    }

    private PublishedRecord manifest(ModelVersion version, List<Sha256> hashes, List<Sha256> slots) {
        Relay relay = version.relay();
        ParameterManifest manifest = new ParameterManifest(
                version.run(),
                version.session(),
                version.id().nonce(),
                version.version(),
                list(version.shardVersions()),
                version.values().length,
                chunkValues,
                hashes,
                model,
                TrainingTotalsCodec.toAvro(version.totals()),
                version.last(),
                relay.edition(),
                true,
                Arrays.stream(relay.answered()).map(ModelRecords::toAvro).toList(),
                list(relay.closedRounds()),
                list(relay.acknowledged()),
                slotValues(relay).length,
                slots,
                BlasKernel.name(),
                relay.workerSlots() == null ? 0 : relay.workerSlots().updates(),
                relay.rollbacks(),
                forecast);
        return new PublishedRecord(version.run() + "/manifest", manifestWire.encode(manifest));
    }

    private static float[] slotValues(Relay relay) {
        Slots slots = relay.workerSlots();
        return slots == null ? NO_VALUES : slots.values();
    }

    private static WorkerJoin toAvro(Join join) {
        return new WorkerJoin(join.worker(), join.nonce());
    }

    private static List<Long> list(long[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
