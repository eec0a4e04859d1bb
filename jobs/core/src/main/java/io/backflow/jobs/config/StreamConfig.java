package io.backflow.jobs.config;

import io.backflow.model.Check;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a step of the stream may claim: how far its event time may be ahead of the clocks (Kafka's timestamp of its
 * record and the clock of the machine that reads it, the earlier of the two), and how much it may weigh.
 *
 * @param maxAhead a step further ahead is a dead letter
 * @param maxLead how far ahead a step moves the event time of all; null: chosen, see {@link #maxLead(SequenceConfig)}
 * @param maxWeight a step of a greater weight is a dead letter
 */
public record StreamConfig(
        @Key(
                meaning = "how far a step's event time may be ahead of its record's Kafka timestamp and of the reader's"
                        + " clock; a step further ahead goes to the dead letters",
                preset = "5m")
        Duration maxAhead,

        @Key(
                meaning =
                        "how far ahead of these clocks a step moves event time for all others; absent: 10s, or half of"
                                + " `sequence.session_gap`, `sequence.time_to_live` or `sequence.reorder.max_wait`"
                                + " where"
                                + " that is less; for data from the future raise both",
                optional = true)
        @Nullable
        Duration maxLead,

        @Key(
                meaning = "greatest `weight` of a step; a step of more, beside which the others of its minibatch would"
                        + " count nothing, goes to the dead letters",
                preset = "1000.0")
        float maxWeight) {

    /** Beyond it clocks that somebody sets are seldom apart. */
    private static final Duration LEAD = Duration.ofSeconds(10);

    public StreamConfig {
        Check.positive("stream.max_weight", maxWeight);
        DurationChecks.notNegative("stream.max_ahead", maxAhead);
        if (maxLead != null) {
            DurationChecks.notNegative("stream.max_lead", maxLead);
            if (maxLead.compareTo(maxAhead) > 0) {
                throw new ConfigException("stream.max_lead is " + maxLead + ", but stream.max_ahead is " + maxAhead
                        + ", and a step further ahead is not taken at all; raise stream.max_ahead too, or lower"
                        + " stream.max_lead");
            }
        }
    }

    /**
     * How far ahead of the clocks a step moves the event time of all. By default it is less than what ends a
     * session, a sequence or a gap: no early clock ends those of others.
     */
    public Duration maxLead(SequenceConfig sequence) {
        if (maxLead != null) {
            return maxLead;
        }
        Duration lead = half(sequence.reorder().maxWait(), LEAD);
        lead = half(sequence.sessionGap(), lead);
        return half(sequence.timeToLive(), lead);
    }

    private static Duration half(@Nullable Duration limit, Duration lead) {
        return limit == null || limit.dividedBy(2).compareTo(lead) >= 0 ? lead : limit.dividedBy(2);
    }
}
