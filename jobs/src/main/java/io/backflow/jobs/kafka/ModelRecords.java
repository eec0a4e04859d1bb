package io.backflow.jobs.kafka;

import io.backflow.jobs.server.ModelVersion;
import io.backflow.schema.ParameterChunk;
import io.backflow.schema.ParameterManifest;
import io.backflow.schema.Sha256;
import io.backflow.schema.wire.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a model version into records: chunks of {@value #CHUNK_VALUES} values, which stay well below Kafka's default
 * record limit, then the manifest. Their keys do not hold the version, so that a compacted topic keeps one version a
 * run. Not thread-safe.
 */
final class ModelRecords {

    /** 512 KiB of floats. */
    static final int CHUNK_VALUES = 1 << 17;

    private final Wire<ParameterChunk> chunkWire =
            Wire.of(ParameterChunk.class, ParameterChunk.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final Wire<ParameterManifest> manifestWire =
            Wire.of(ParameterManifest.class, ParameterManifest.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final String model;
    private final int chunkValues;

    ModelRecords(String model) {
        this(model, CHUNK_VALUES);
    }

    ModelRecords(String model, int chunkValues) {
        this.model = model;
        this.chunkValues = chunkValues;
    }

    /** How many chunks {@code version} takes. */
    int chunks(ModelVersion version) {
        return Chunks.count(version.values().length, chunkValues);
    }

    Published chunk(ModelVersion version, int index) {
        ParameterChunk chunk = new ParameterChunk(
                version.run(),
                version.session(),
                version.nonce(),
                version.version(),
                index,
                index * chunkValues,
                ByteBuffer.wrap(bytes(version, index)));
        return new Published(version.run() + "/chunk-" + index, chunkWire.encode(chunk));
    }

    /** Says what the chunks must be; throws {@link IllegalStateException} where a value is not finite. */
    Published manifest(ModelVersion version) {
        List<Sha256> hashes = new ArrayList<>();
        for (int i = 0; i < chunks(version); i++) {
            hashes.add(new Sha256(Chunks.sha256(bytes(version, i))));
        }
        ParameterManifest manifest = new ParameterManifest(
                version.run(),
                version.session(),
                version.nonce(),
                version.version(),
                Arrays.stream(version.shardVersions()).boxed().toList(),
                version.values().length,
                chunkValues,
                hashes,
                model,
                Tallies.toAvro(version.tally()),
                version.last());
        return new Published(version.run() + "/manifest", manifestWire.encode(manifest));
    }

    private byte[] bytes(ModelVersion version, int index) {
        int offset = index * chunkValues;
        return Chunks.toBytes(version.values(), offset, Chunks.length(version.values().length, chunkValues, index));
    }
}
