package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.format.RecordDecoder;
import io.backflow.jobs.format.RecordDecoder.Content;
import io.backflow.jobs.format.RecordException;
import io.backflow.jobs.format.RegistryException;
import io.backflow.jobs.format.SchemaRegistry;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.schema.Timestep;
import io.backflow.schema.TimestepLabel;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Turns a record of the topic {@code timesteps}, or of that of the labels, into a step or a label that fits the model
 * and the clocks, or into a rejected record with the reason. A record of the schema {@code Timestep} or {@code
 * TimestepLabel} is taken whatever the stream's format is: that is how a rejected one comes back. Not thread-safe.
 */
public final class TimestepDecoder {

    /** After it the task fails, so that the job's status shows what it waits for; it starts again and asks again. */
    private static final Duration REGISTRY_PATIENCE = Duration.ofMinutes(1);

    private final PlainTimesteps plain = new PlainTimesteps();
    private final Wire<Timestep> steps = Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final Wire<TimestepLabel> labels =
            Wire.of(TimestepLabel.class, TimestepLabel.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final Content content;
    private final TimestepValidator validity;
    private final @Nullable RecordDecoder foreign;
    private final @Nullable EventTimeCheck eventTimes;

    /**
     * Looks at records before a start, and asks for no more than that a step suits the model; throws a {@link
     * RegistryException} where a schema registry does not answer.
     */
    public TimestepDecoder(JobConfig config) {
        this(
                Content.of(config),
                validator(config),
                RecordDecoder.of(config, Duration.ZERO, notice -> {}).orElse(null),
                null);
    }

    /** The same with schemas of {@code registry}. */
    public static TimestepDecoder withSchemas(JobConfig config, SchemaRegistry registry) {
        return new TimestepDecoder(
                Content.of(config),
                validator(config),
                RecordDecoder.of(config, registry, System::currentTimeMillis).orElse(null),
                null);
    }

    /**
     * @param content what the topic's records are of
     * @param notices takes a sentence for each time that a schema registry does not answer
     */
    TimestepDecoder(JobConfig config, Content content, EventTimeCheck eventTimes, Consumer<String> notices) {
        this(
                content,
                validator(config),
                RecordDecoder.of(config, content, REGISTRY_PATIENCE, notices).orElse(null),
                eventTimes);
    }

    /** @param foreign reads records of another format than {@code Timestep}; null: there are none */
    TimestepDecoder(
            Content content,
            TimestepValidator validity,
            @Nullable RecordDecoder foreign,
            @Nullable EventTimeCheck eventTimes) {
        this.content = content;
        this.validity = validity;
        this.foreign = foreign;
        this.eventTimes = eventTimes;
    }

    private static TimestepValidator validator(JobConfig config) {
        return new TimestepValidator(config.model(), config.target(), config.stream());
    }

    /** The step or label that {@code record} holds, or why it holds none; throws nothing for a bad record. */
    public DecodeResult decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return DecodeResult.of(arrival(record));
        } catch (WireException e) {
            return DecodeResult.of(rejected(record, e.reason(), String.valueOf(e.getMessage())));
        } catch (RecordException e) {
            return DecodeResult.of(rejected(record, e.reason(), String.valueOf(e.getMessage())));
        } catch (InvalidTimestep e) {
            return DecodeResult.of(rejected(record, e.reason(), String.valueOf(e.getMessage())));
        }
    }

    private Arrival arrival(ConsumerRecord<byte[], byte[]> record)
            throws WireException, RecordException, InvalidTimestep {
        if (record.value() == null) {
            throw new InvalidTimestep(
                    InvalidTimestep.Reason.NO_VALUE, "the record has no value; a timestep is never deleted");
        }
        Arrival arrival = read(record);
        if (eventTimes != null) {
            eventTimes.check(arrival.eventTime(), record);
        }
        return arrival;
    }

    private Arrival read(ConsumerRecord<byte[], byte[]> record) throws WireException, RecordException, InvalidTimestep {
        byte[] value = record.value();
        Step step = content == Content.LABELS ? null : plain.read(value, record.key());
        if (step != null) {
            return validity.check(step);
        }
        if (content != Content.STEPS && labels.frames(value) || content == Content.LABELS && foreign == null) {
            return validity.check(labels.decode(value), record);
        }
        if (content != Content.LABELS && steps.frames(value) || foreign == null) {
            return validity.check(steps.decode(value), record.key());
        }
        Arrival arrival = foreign.arrival(new ReceivedRecord(record));
        return arrival instanceof Step mapped ? validity.check(mapped) : validity.check((StepLabel) arrival);
    }

    private static Rejected rejected(ConsumerRecord<byte[], byte[]> record, Enum<?> reason, String message) {
        Header[] headers = record.headers().toArray();
        String[] keys = new String[headers.length];
        byte[][] values = new byte[headers.length][];
        for (int i = 0; i < headers.length; i++) {
            keys[i] = headers[i].key();
            values[i] = headers[i].value();
        }
        return new Rejected(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                keys,
                values,
                reason.name().toLowerCase(Locale.ROOT),
                message);
    }
}
