package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.ClockRule;
import io.backflow.jobs.source.EventTimeRule;
import org.jspecify.annotations.Nullable;

/**
 * Event time of a partition: that of its newest step, or label, which moves it no further ahead of the clocks than
 * {@link ClockRule} says. Where there are rounds, the step that opens a round ends the one before it. A rejected record
 * does not move time.
 *
 * @param ofLabels whether labels move time, and steps do not
 * @param rule how far time may be ahead of the clocks
 * @param roundMillis length of a round; 0 without rounds
 * @param clock that of the reader
 */
public record ArrivalTime(boolean ofLabels, ClockRule rule, long roundMillis, ReaderClock clock)
        implements EventTimeRule<DecodeResult> {

    /** Time of a topic of steps. */
    public static ArrivalTime of(JobConfig config, ReaderClock clock) {
        return of(config, false, clock);
    }

    /** Time of labels in a topic of their own: how far they have become known. */
    public static ArrivalTime ofLabels(JobConfig config) {
        return of(config, true, System::currentTimeMillis);
    }

    private static ArrivalTime of(JobConfig config, boolean ofLabels, ReaderClock clock) {
        long round = config.sync() instanceof SyncConfig.Synchronous synchronous
                ? synchronous.round().toMillis()
                : 0;
        return new ArrivalTime(ofLabels, config.clockRule(), round, clock);
    }

    /** Whether {@code element} moves time. */
    public boolean counts(DecodeResult element) {
        return counted(element) != null;
    }

    private @Nullable Arrival counted(DecodeResult element) {
        return ofLabels ? element.label() : element.step();
    }

    @Override
    public long of(DecodeResult element, long recordTime) {
        Arrival arrival = counted(element);
        return arrival == null
                ? NONE
                : rule.leadsTo(arrival.eventTime(), ClockRule.clock(recordTime, clock.getAsLong()));
    }

    @Override
    public long watermark(long newest) {
        return roundMillis == 0 ? newest - 1 : new Rounds(roundMillis).of(newest) * roundMillis - 1;
    }
}
