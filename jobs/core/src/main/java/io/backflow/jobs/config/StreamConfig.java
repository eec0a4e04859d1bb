package io.backflow.jobs.config;

import io.backflow.model.Check;
import io.backflow.model.ModelSpec;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the records of the stream are, what puts steps in order, and what a step may claim: how far its event time may
 * be ahead of the clocks (Kafka's timestamp of its record and the clock of the machine that reads it, the earlier of
 * the two), and how much it may weigh.
 *
 * @param format what the bytes of a record are
 * @param fields which part of a record is what; null: the format says so itself
 * @param maxAhead a step further ahead is a dead letter
 * @param maxLead how far ahead a step moves the event time of all; null: chosen, see {@link #maxLead(SequenceConfig)}
 * @param maxWeight a step of a greater weight is a dead letter
 * @param order what puts the steps of a sequence in order
 * @param labels which part of a label's record is what; null: the format says so itself, or none come
 */
public record StreamConfig(
        @Key(
                meaning = "what the bytes of a record are ([formats.md](formats.md)); a record of the schema `Timestep`"
                        + " is taken whatever this says",
                preset = "{type: backflow}")
        FormatConfig format,

        @Key(
                meaning =
                        "which part of a record is what; required for every format but `backflow`, whose records say so"
                                + " themselves",
                optional = true)
        @Nullable
        FieldsConfig fields,

        @Key(
                meaning = "how far a step's event time may be ahead of its record's Kafka timestamp and of the reader's"
                        + " clock; a step further ahead goes to the dead letters",
                preset = "5m")
        Duration maxAhead,

        @Key(
                meaning =
                        "how far ahead of these clocks a step moves event time for all others; absent: 10s, or half of"
                                + " `sequence.session_gap`, `sequence.time_to_live`, `sequence.reorder.max_wait` or"
                                + " `stream.order.lateness` where that is less; for data from the future raise both",
                optional = true)
        @Nullable
        Duration maxLead,

        @Key(
                meaning = "greatest `weight` of a step; a step of more, beside which the others of its minibatch would"
                        + " count nothing, goes to the dead letters",
                preset = "1000.0")
        float maxWeight,

        @Key(
                meaning = "what puts the steps of a sequence in order: their `number`, or their event `time`",
                preset = "{type: number}")
        OrderConfig order,

        @Key(
                meaning = "which part of a label's record is what, with `target.type: delayed`"
                        + " ([labels.md](labels.md)); required for every format but `backflow`",
                optional = true)
        @Nullable
        LabelsConfig labels) {

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

    /** Refuses what does not suit {@code model}. */
    void check(ModelSpec model) {
        boolean own = format instanceof FormatConfig.Backflow;
        if (fields == null) {
            if (!own) {
                throw new ConfigException("stream.fields is missing, but stream.format is " + name(format)
                        + ", whose records do not say which part is what; name sequence, time, step and features");
            }
            return;
        }
        if (own) {
            throw new ConfigException(
                    "stream.fields is set, but stream.format is backflow, whose records say which part"
                            + " is what; remove it, or set stream.format to json, csv, avro or apicurio");
        }
        checkStep(fields);
        fields.check(model);
    }

    private void checkStep(FieldsConfig named) {
        boolean byTime = order instanceof OrderConfig.Time;
        if (!byTime && named.step() == null) {
            throw new ConfigException(
                    "stream.fields.step is missing, and steps are put in order by their number; set it"
                            + " to the path of a number that counts the steps of a sequence from 0, or set"
                            + " stream.order: time");
        }
        if (byTime && named.step() != null) {
            throw new ConfigException("stream.fields.step is " + named.step() + ", but stream.order is time, which does"
                    + " not read step numbers; remove one of the two");
        }
    }

    static String name(FormatConfig format) {
        return format.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /**
     * How far ahead of the clocks a step moves the event time of all. By default it is less than what ends a
     * session, a sequence or a gap, or the wait for older steps: no early clock ends those of others.
     */
    public Duration maxLead(SequenceConfig sequence) {
        if (maxLead != null) {
            return maxLead;
        }
        Duration lead = half(sequence.reorder().maxWait(), LEAD);
        lead = half(sequence.sessionGap(), lead);
        lead = order instanceof OrderConfig.Time time ? half(time.lateness(), lead) : lead;
        return half(sequence.timeToLive(), lead);
    }

    private static Duration half(@Nullable Duration limit, Duration lead) {
        return limit == null || limit.dividedBy(2).compareTo(lead) >= 0 ? lead : limit.dividedBy(2);
    }
}
