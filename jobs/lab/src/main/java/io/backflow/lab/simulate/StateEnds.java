package io.backflow.lab.simulate;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.ReorderConfig;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Before which steps the recurrent state of their sequence starts from zero, by the pauses and gaps between the steps
 * themselves. Where a pause is almost as long as what ends a state, a clock that is ahead within its bound may end it.
 */
final class StateEnds {

    private final long least;
    private final long lead;
    private final boolean gapsEnd;
    private final boolean forgets;

    /** Steps of which nothing is known: their sequence may be forgotten before its next step comes. */
    private final BitSet unknown = new BitSet();

    private final BitSet taken = new BitSet();
    private final BitSet certain = new BitSet();
    private final BitSet possible = new BitSet();

    StateEnds(JobConfig config, ClockPlan clocks) {
        least = Math.min(
                millis(config.sequence().sessionGap()), millis(config.sequence().timeToLive()));
        lead = clocks.areRight() ? 0 : config.clockRule().maxLeadMillis();
        forgets = config.sequence().timeToLive() != null;
        gapsEnd = config.sequence().reorder().gap() == ReorderConfig.Gap.RESET;
    }

    private static long millis(@Nullable Duration duration) {
        return duration == null ? Long.MAX_VALUE : duration.toMillis();
    }

    /** Enters the steps of one sequence, in the order of their turns. */
    void add(List<RecordedStep> steps, DeviceClock clock) {
        long until = Long.MIN_VALUE;
        boolean gap = false;
        boolean first = true;
        for (RecordedStep step : steps) {
            if (!step.taken()) {
                gap = true;
                continue;
            }
            long time = step.step().eventTime();
            long pause = until == Long.MIN_VALUE ? 0 : time - until;
            boolean ends = first || step.step().step() == 0 || gap && gapsEnd || pause >= least;
            taken.set(step.number());
            unknown.set(step.number(), forgets && clock.isBehind());
            certain.set(step.number(), ends);
            possible.set(step.number(), ends || clock.isBehind() || pause >= least - lead);
            until = Math.max(until, time);
            gap = false;
            first = false;
        }
    }

    /** Whether it depends on the timing alone whether a state ends. */
    boolean depend() {
        return !certain.equals(possible) || !unknown.isEmpty();
    }

    /**
     * Whether the sequence of the step with this number may be forgotten at any time, since its device's clock is
     * behind. Then steps of one episode may wait for those of the next, and be taken as theirs.
     */
    boolean mayBeForgotten(int step) {
        return unknown.get(step);
    }

    /** Whether the state of an earlier step never reaches the step with this number. */
    boolean certainlyBefore(int step) {
        return certain.get(step) && !unknown.get(step);
    }

    /**
     * Whether a state that {@code steps} steps have gone into may be that before the step {@code number}: it began
     * before a step where one may, and has not ended since.
     */
    boolean allows(int number, int steps) {
        if (unknown.get(number)) {
            return true;
        }
        int begin = number;
        for (int left = steps; left > 0; left--) {
            if (certain.get(begin)) {
                return false;
            }
            begin = taken.previousSetBit(begin - 1);
        }
        return possible.get(begin);
    }
}
