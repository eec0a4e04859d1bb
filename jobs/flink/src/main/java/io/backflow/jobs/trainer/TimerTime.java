package io.backflow.jobs.trainer;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The watermark up to which the timers of a worker have gone off. After a restart the same watermark comes again, and
 * is to set off none: a timer that was set behind it, by a device whose clock is behind, waits for the next watermark,
 * as it would have done without the restart. Otherwise the windows of that device would end elsewhere.
 */
public final class TimerTime {

    private static final long NONE = Long.MIN_VALUE;

    private final ListState<Long> saved;
    private long time = NONE;

    TimerTime(ListState<Long> saved) {
        this.saved = saved;
    }

    /** The state {@code timer-time} of an operator. */
    public static TimerTime of(OperatorStateStore store) throws Exception {
        return new TimerTime(store.getUnionListState(new ListStateDescriptor<>("timer-time", Types.LONG)));
    }

    /** Goes on where the slowest worker was. */
    public void resume() throws Exception {
        long slowest = Long.MAX_VALUE;
        for (long then : saved.get()) {
            slowest = Math.min(slowest, then);
        }
        time = slowest == Long.MAX_VALUE ? NONE : slowest;
    }

    /** Whether timers go off now that the watermark {@code mark} has come. */
    public boolean reach(long mark) {
        boolean again = mark == time;
        time = mark;
        return !again;
    }

    /** Writes it down. */
    public void snapshot() throws Exception {
        saved.update(List.of(time));
    }
}
