package io.backflow.lab.audit;

import io.backflow.jobs.protocol.VersionId;
import io.backflow.schema.ParameterManifest;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads what each version in the topic {@code parameters} says of its training, whichever server it is from and whether
 * or not all of the version is there. Not thread-safe.
 */
public final class VersionRecordDecoder {

    private final Wire<ParameterManifest> wire =
            Wire.of(ParameterManifest.class, ParameterManifest.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final String key;

    /** @param run whose versions are wanted */
    public VersionRecordDecoder(String run) {
        key = run + "/manifest";
    }

    /** Empty where the record is no manifest of this run. */
    public Optional<VersionRecord> decode(ConsumerRecord<byte[], byte[]> record) throws WireException {
        if (record.key() == null
                || record.value() == null
                || !new String(record.key(), StandardCharsets.UTF_8).equals(key)) {
            return Optional.empty();
        }
        ParameterManifest manifest = wire.decode(record.value());
        return Optional.of(new VersionRecord(
                new VersionId(manifest.getSession(), manifest.getNonce(), manifest.getVersion()),
                manifest.getTally().getSteps(),
                manifest.getTally().getStepsHash()));
    }
}
