package io.backflow.jobs.kafka;

import io.backflow.jobs.kafka.InvalidTimestep.Reason;
import io.backflow.jobs.sequence.ClockRule;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Refuses steps whose event time is too far ahead of the clocks, and knows which of the others lead. */
public final class EventTimeCheck {

    private final ClockRule rule;
    private final LongSupplier reader;
    private final LeadingPartition leading = new LeadingPartition();

    /** @param reader the clock of this machine, in milliseconds since the epoch */
    public EventTimeCheck(ClockRule rule, LongSupplier reader) {
        this.rule = rule;
        this.reader = reader;
    }

    /** Throws where a step of event time {@code eventTime} may not come in {@code record}. */
    public void check(long eventTime, ConsumerRecord<?, ?> record) throws InvalidTimestep {
        long now = reader.getAsLong();
        long clock = ClockRule.clock(record.timestamp(), now);
        if (!rule.allows(eventTime, clock)) {
            throw new InvalidTimestep(Reason.EVENT_TIME, refusal(eventTime, clock, clock == record.timestamp()));
        }
        leading.note(record.partition(), eventTime - clock, now);
    }

    private String refusal(long eventTime, long clock, boolean ofRecord) {
        return "event_time is %s, more than %s ahead of %s, which is %s; correct the sender's clock, or raise"
                        .formatted(
                                Instant.ofEpochMilli(eventTime),
                                Duration.ofMillis(rule.maxAheadMillis()),
                                ofRecord ? "its record's Kafka timestamp" : "the reader's clock",
                                Instant.ofEpochMilli(clock))
                + " stream.max_ahead where the data are of the future";
    }

    /** The partition that leads now, or {@link LeadingPartition#NONE}. */
    int leadingPartition() {
        return leading.partition(reader.getAsLong());
    }

    /** How far its steps are ahead of the clocks, in milliseconds. */
    long lead() {
        return leading.lead(reader.getAsLong());
    }
}
