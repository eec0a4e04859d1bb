package io.backflow.jobs.format;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.FieldsConfig;
import io.backflow.jobs.config.FormatConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.StreamConfig;
import io.backflow.jobs.format.RecordException.Reason;
import io.backflow.jobs.sequence.Step;
import java.util.Optional;

/**
 * Records of other people's topics to steps, as {@code stream.format} and {@code stream.fields} describe them. Not
 * thread-safe.
 */
public final class RecordDecoder {

    /** The largest value, and the largest key, that is read, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    private final Format format;
    private final Mapping mapping;
    private final Fields fields;

    private RecordDecoder(Format format, Mapping mapping, Fields fields) {
        this.format = format;
        this.mapping = mapping;
        this.fields = fields;
    }

    /** A decoder for {@code config}; empty where its records are those of the schema {@code Timestep}. */
    public static Optional<RecordDecoder> of(JobConfig config) {
        StreamConfig stream = config.stream();
        FieldsConfig fields = stream.fields();
        if (fields == null) {
            return Optional.empty();
        }
        Slots slots = new Slots();
        Mapping mapping = new Mapping(fields, config.model().input(), slots);
        return Optional.of(new RecordDecoder(format(stream.format(), slots), mapping, new Fields(slots.paths())));
    }

    private static Format format(FormatConfig config, Slots slots) {
        if (config instanceof FormatConfig.Json) {
            return new JsonFormat(slots.values(), slots.keys());
        }
        if (config instanceof FormatConfig.Csv csv) {
            return new CsvFormat(csv, slots.values(), slots.keys());
        }
        throw new ConfigException("stream.format is " + config + "; it must be json or csv");
    }

    /** The step that {@code record} holds; features that are absent are NaN. */
    public Step decode(Incoming record) throws RecordException {
        check("value", record.value());
        byte[] key = record.key();
        if (key != null) {
            check("key", key);
        }
        fields.clear(record.value());
        format.read(record, fields);
        return mapping.step(fields, record);
    }

    private static void check(String part, byte[] bytes) throws RecordException {
        if (bytes.length > MAX_BYTES) {
            throw new RecordException(
                    Reason.TOO_LARGE,
                    "its " + part + " has " + bytes.length + " bytes; at most " + MAX_BYTES + " are read");
        }
    }
}
