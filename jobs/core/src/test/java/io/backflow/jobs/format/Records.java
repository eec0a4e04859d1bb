package io.backflow.jobs.format;

import io.backflow.jobs.config.JobConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decoders of a configuration, and records for them. */
public final class Records {

    /** Kafka's timestamp of each record: 2026-11-28T19:00:00Z. */
    public static final long TIMESTAMP = 1_795_892_400_000L;

    private Records() {}

    /**
     * A configuration.
     *
     * @param stream what stands under {@code stream}, in braces
     * @param model what stands under {@code model}, in braces
     */
    public static JobConfig config(String stream, String model) {
        return JobConfig.parse(
                "{kafka: {bootstrap_servers: 'localhost:9092'}, stream: " + stream + ", model: " + model + "}");
    }

    /** The decoder of {@code config}, whose format needs no registry. */
    public static RecordDecoder decoder(JobConfig config) {
        return RecordDecoder.of(config, Duration.ZERO, notice -> {}).orElseThrow();
    }

    /** A network of {@code features} features, each of which is predicted. */
    public static String model(int features) {
        return "{input: {type: features, size: " + features + "}, layers: [{type: gru, units: 2}], head: {units: "
                + features + ", loss: {type: mse}}}";
    }

    /** A record with the key {@code pump-7}. */
    public static Incoming record(String value) {
        return record(value.getBytes(StandardCharsets.UTF_8), "pump-7", Map.of());
    }

    /** A record of {@code value} with a key and headers. */
    public static Incoming record(byte[] value, @Nullable String key, Map<String, byte[]> headers) {
        return record(value, key == null ? null : key.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A record of {@code value} with a key and headers. */
    public static Incoming record(byte[] value, byte @Nullable [] key, Map<String, byte[]> headers) {
        return new Incoming() {
            @Override
            public byte[] value() {
                return value;
            }

            @Override
            public byte @Nullable [] key() {
                return key;
            }

            @Override
            public long timestamp() {
                return TIMESTAMP;
            }

            @Override
            public byte @Nullable [] header(String name) {
                return headers.get(name);
            }
        };
    }
}
