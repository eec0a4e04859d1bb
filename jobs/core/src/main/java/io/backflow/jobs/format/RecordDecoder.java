package io.backflow.jobs.format;

import io.backflow.jobs.config.FieldsConfig;
import io.backflow.jobs.config.FormatConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.format.RecordException.Reason;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Step;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Records of other people's topics to steps, as {@code stream.format} and {@code stream.fields} describe them. Not
 * thread-safe.
 */
public final class RecordDecoder {

    /** What records are of. */
    public enum Content {
        /** Steps alone. */
        STEPS,
        /** Labels alone. */
        LABELS,
        /** Both. */
        BOTH;

        /** What the records of the topic of the timesteps are of. */
        public static Content of(JobConfig config) {
            boolean labels = config.target() instanceof TargetConfig.Delayed
                    && config.kafka().topics().labels() == null;
            return labels ? BOTH : STEPS;
        }
    }

    /** The largest value, and the largest key, that is read, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    private final Format format;
    private final @Nullable Mapping mapping;
    private final @Nullable LabelMapping labels;
    private final Fields fields;

    private RecordDecoder(Format format, @Nullable Mapping mapping, @Nullable LabelMapping labels, Fields fields) {
        this.format = format;
        this.mapping = mapping;
        this.labels = labels;
        this.fields = fields;
    }

    /**
     * A decoder for {@code config}; empty where its records are those of the schema {@code Timestep}.
     *
     * @param patience how long a schema registry that does not answer is asked again
     * @param notices takes a sentence for each time it did not
     */
    public static Optional<RecordDecoder> of(JobConfig config, Duration patience, Consumer<String> notices) {
        return of(config, Content.of(config), patience, notices);
    }

    /** The same for records of {@code content}. */
    public static Optional<RecordDecoder> of(
            JobConfig config, Content content, Duration patience, Consumer<String> notices) {
        FormatConfig format = config.stream().format();
        SchemaRegistry registry = format instanceof FormatConfig.Avro avro
                ? new ConfluentRegistry(new RegistryClient(avro.registry(), patience, notices))
                : format instanceof FormatConfig.Apicurio apicurio
                        ? new ApicurioRegistry(new RegistryClient(apicurio.registry(), patience, notices))
                        : RecordDecoder::none;
        return of(config, content, registry, System::currentTimeMillis);
    }

    /**
     * The same with the schemas of {@code registry}.
     *
     * @param clock in milliseconds
     */
    public static Optional<RecordDecoder> of(JobConfig config, SchemaRegistry registry, LongSupplier clock) {
        return of(config, Content.of(config), registry, clock);
    }

    private static Optional<RecordDecoder> of(
            JobConfig config, Content content, SchemaRegistry registry, LongSupplier clock) {
        FieldsConfig fields = config.stream().fields();
        if (fields == null) {
            return Optional.empty();
        }
        Slots slots = new Slots();
        Mapping mapping = content == Content.LABELS
                ? null
                : new Mapping(fields, config.model().input(), slots);
        LabelMapping labels = content == Content.STEPS ? null : new LabelMapping(config.stream(), slots);
        FormatConfig named = config.stream().format();
        Format format;
        if (named instanceof FormatConfig.Json) {
            format = new JsonFormat(slots.values(), slots.keys());
        } else if (named instanceof FormatConfig.Csv csv) {
            format = new CsvFormat(csv, slots.values(), slots.keys());
        } else {
            Framing framing = named instanceof FormatConfig.Apicurio apicurio
                    ? new ApicurioFraming(apicurio)
                    : new ConfluentFraming();
            format = new AvroFormat(framing, registry, slots, clock);
        }
        return Optional.of(new RecordDecoder(format, mapping, labels, new Fields(slots.paths())));
    }

    private static Schema none(SchemaId id) {
        throw new IllegalStateException("a format without schemas asks for " + id);
    }

    /**
     * The step or the label that {@code record} holds; features that are absent are NaN. Where both come, a record is a
     * label if it has no feature and says what became known.
     */
    public Arrival arrival(Incoming record) throws RecordException {
        check("value", record.value());
        byte[] key = record.key();
        if (key != null) {
            check("key", key);
        }
        fields.clear(record.value());
        format.read(record, fields);
        if (mapping == null) {
            return Objects.requireNonNull(labels).label(fields, record);
        }
        return labels != null && labels.hasTruth(fields) && mapping.hasNoFeatures(fields)
                ? labels.label(fields, record)
                : mapping.step(fields, record);
    }

    /** The step that {@code record} holds, where no labels come. */
    public Step decode(Incoming record) throws RecordException {
        return (Step) arrival(record);
    }

    private static void check(String part, byte[] bytes) throws RecordException {
        if (bytes.length > MAX_BYTES) {
            throw new RecordException(
                    Reason.TOO_LARGE,
                    "its " + part + " has " + bytes.length + " bytes; at most " + MAX_BYTES + " are read");
        }
    }
}
