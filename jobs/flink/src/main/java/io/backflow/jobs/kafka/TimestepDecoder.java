package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.format.RecordDecoder;
import io.backflow.jobs.format.RecordException;
import io.backflow.jobs.sequence.Step;
import io.backflow.schema.Timestep;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Turns a record of the topic {@code timesteps} into a step that fits the model and the clocks, or into a rejected
 * record with the reason. A record of the schema {@code Timestep} is taken whatever the stream's format is: that is how
 * a rejected step comes back. Not thread-safe.
 */
final class TimestepDecoder {

    private final Wire<Timestep> wire = Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final TimestepValidator validity;
    private final @Nullable RecordDecoder foreign;
    private final @Nullable EventTimeCheck eventTimes;

    /** Asks for no more than that a step suits the model. */
    TimestepDecoder(JobConfig config) {
        this(config, null);
    }

    TimestepDecoder(JobConfig config, @Nullable EventTimeCheck eventTimes) {
        this(
                new TimestepValidator(config.model(), config.target(), config.stream()),
                RecordDecoder.of(config).orElse(null),
                eventTimes);
    }

    /** @param foreign reads records of another format than {@code Timestep}; null: there are none */
    TimestepDecoder(TimestepValidator validity, @Nullable RecordDecoder foreign, @Nullable EventTimeCheck eventTimes) {
        this.validity = validity;
        this.foreign = foreign;
        this.eventTimes = eventTimes;
    }

    DecodeResult decode(ConsumerRecord<byte[], byte[]> record) {
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
