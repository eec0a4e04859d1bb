package io.backflow.lab.simulate;

import io.backflow.jobs.config.SequenceConfig;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what event time has made due and is not done. Sequences whose clock is behind are left out: what they make
 * due is due before they come, and done with the next watermark.
 *
 * @param watermark of the worker
 */
record OverdueTimers(SimulatedRun run, long watermark) {

    void check(TrainerTask worker, Map<String, SequenceState> sequences) {
        Recording recording = run.scenario().recording();
        sequences.forEach((id, state) -> {
            if (!recording.clock(id).isBehind()) {
                run.log()
                        .check(
                                Check.TIMERS,
                                dueAt(state) > watermark,
                                () -> worker + " has left undone what " + id + " made due at " + dueAt(state)
                                        + " ms, at the watermark " + watermark);
            }
        });
    }

    private long dueAt(SequenceState state) {
        SequenceConfig config = run.scenario().config().sequence();
        if (state.expired) {
            return Long.MAX_VALUE;
        }
        if (!state.early.isEmpty() || !state.next.isEmpty()) {
            var held = state.early.isEmpty() ? state.next : state.early;
            Step first = held.firstEntry().getValue();
            return after(first.eventTime(), config.reorder().maxWait());
        }
        boolean open = !state.open.isEmpty();
        long session = open ? after(state.episode.until, config.sessionGap()) : Long.MAX_VALUE;
        return Math.min(session, after(state.lastEventTime, config.timeToLive()));
    }

    private static long after(long time, @Nullable Duration wait) {
        return wait == null || time == Long.MIN_VALUE ? Long.MAX_VALUE : time + wait.toMillis();
    }
}
