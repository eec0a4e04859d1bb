package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.format.RecordDecoder;
import io.backflow.jobs.format.RecordException;
import io.backflow.jobs.format.RegistryException;
import io.backflow.jobs.format.SchemaRegistry;
import io.backflow.jobs.sequence.Step;
import io.backflow.schema.Timestep;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Turns a record of the topic {@code timesteps} into a step that fits the model and the clocks, or into a rejected
 * record with the reason. A record of the schema {@code Timestep} is taken whatever the stream's format is: that is how
 * a rejected step comes back. Not thread-safe.
 */
public final class TimestepDecoder {

    /** After it the task fails, so that the job's status shows what it waits for; it starts again and asks again. */
    private static final Duration REGISTRY_PATIENCE = Duration.ofMinutes(1);

    private final Wire<Timestep> wire = Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final TimestepValidator validity;
    private final @Nullable RecordDecoder foreign;
    private final @Nullable EventTimeCheck eventTimes;

    /**
     * Looks at records before a start, and asks for no more than that a step suits the model; throws a {@link
     * RegistryException} where a schema registry does not answer.
     */
    public TimestepDecoder(JobConfig config) {
        this(
                validator(config),
                RecordDecoder.of(config, Duration.ZERO, notice -> {}).orElse(null),
                null);
    }

    /** The same with schemas of {@code registry}. */
    public static TimestepDecoder withSchemas(JobConfig config, SchemaRegistry registry) {
        return new TimestepDecoder(
                validator(config),
                RecordDecoder.of(config, registry, System::currentTimeMillis).orElse(null),
                null);
    }

    /** @param notices takes a sentence for each time that a schema registry does not answer */
    TimestepDecoder(JobConfig config, EventTimeCheck eventTimes, Consumer<String> notices) {
        this(
                validator(config),
                RecordDecoder.of(config, REGISTRY_PATIENCE, notices).orElse(null),
                eventTimes);
    }

    /** @param foreign reads records of another format than {@code Timestep}; null: there are none */
    TimestepDecoder(TimestepValidator validity, @Nullable RecordDecoder foreign, @Nullable EventTimeCheck eventTimes) {
        this.validity = validity;
        this.foreign = foreign;
        this.eventTimes = eventTimes;
    }

    private static TimestepValidator validator(JobConfig config) {
        return new TimestepValidator(config.model(), config.target(), config.stream());
    }

    /** The step that {@code record} holds, or why it holds none; throws nothing for a bad record. */
    public DecodeResult decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return DecodeResult.of(step(record));
        } catch (WireException e) {
            return DecodeResult.of(rejected(record, e.reason(), String.valueOf(e.getMessage())));
        } catch (RecordException e) {
            return DecodeResult.of(rejected(record, e.reason(), String.valueOf(e.getMessage())));
        } catch (InvalidTimestep e) {
            return DecodeResult.of(rejected(record, e.reason(), String.valueOf(e.getMessage())));
        }
    }

    private Step step(ConsumerRecord<byte[], byte[]> record) throws WireException, RecordException, InvalidTimestep {
        if (record.value() == null) {
            throw new InvalidTimestep(
                    InvalidTimestep.Reason.NO_VALUE, "the record has no value; a timestep is never deleted");
        }
        Step step = foreign == null || wire.frames(record.value())
                ? validity.check(wire.decode(record.value()), record.key())
                : validity.check(foreign.decode(new ReceivedRecord(record)));
        if (eventTimes != null) {
            eventTimes.check(step.eventTime(), record);
        }
        return step;
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
