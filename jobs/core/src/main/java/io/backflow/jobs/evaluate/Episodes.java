package io.backflow.jobs.evaluate;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.OrderConfig;
import io.backflow.jobs.sequence.Step;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows the episodes of sequences whose steps come in order. A number that comes again with a newer event time begins
 * an episode, and so does a pause of {@code sequence.session_gap}. A step out of its order is dropped and counted: here
 * nothing waits for an older step. Where step numbers are missing, the step before stands in for them. Not thread-safe.
 */
public final class Episodes {

    /** What follows from a step. */
    public interface Listener {

        /** The next step of the sequence begins an episode. */
        void begins(String sequence);

        /**
         * A step has its turn.
         *
         * @param step with its number
         * @param missing whether it stands in for one that did not come
         */
        void taken(Step step, boolean missing);
    }

    private final boolean byTime;
    private final long sessionGapMillis;
    private final long mostMissing;
    private final Map<String, Step> newest = new HashMap<>();
    private long outOfOrder;
    private long missing;

    /** Episodes as a job of {@code config} sees them. */
    public Episodes(JobConfig config) {
        byTime = config.stream().order() instanceof OrderConfig.Time;
        mostMissing = config.sequence().reorder().maxSteps();
        var gap = config.sequence().sessionGap();
        sessionGapMillis = gap == null ? Long.MAX_VALUE : gap.toMillis();
    }

    /** Takes the next step of the stream. */
    public void accept(Step step, Listener listener) {
        Step before = newest.get(step.sequenceId());
        long number = byTime ? next(before) : step.step();
        boolean pause = before != null && step.eventTime() - before.eventTime() >= sessionGapMillis;
        if (before != null && !pause && isOutOfOrder(before, step)) {
            outOfOrder++;
            return;
        }
        if (before == null || pause || number <= before.step() || number - before.step() > mostMissing + 1) {
            listener.begins(step.sequenceId());
            number = byTime ? 0 : number;
        } else {
            fill(before, number, listener);
        }
        Step taken = numbered(step, step.eventTime(), number);
        listener.taken(taken, false);
        if (step.endOfSequence()) {
            newest.remove(step.sequenceId());
        } else {
            newest.put(step.sequenceId(), taken);
        }
    }

    private static long next(@Nullable Step before) {
        return before == null ? 0 : before.step() + 1;
    }

    private boolean isOutOfOrder(Step before, Step step) {
        return byTime
                ? step.eventTime() < before.eventTime()
                : step.step() <= before.step() && step.eventTime() <= before.eventTime();
    }

    private void fill(Step before, long until, Listener listener) {
        for (long number = before.step() + 1; number < until; number++) {
            missing++;
            listener.taken(numbered(before, before.eventTime(), number), true);
        }
    }

    private static Step numbered(Step step, long time, long number) {
        return new Step(
                step.sequenceId(),
                number,
                time,
                step.features(),
                step.token(),
                step.target(),
                step.label(),
                step.weight(),
                step.endOfSequence());
    }

    /** Steps that were dropped since they came after a newer step of their sequence, or again. */
    public long outOfOrder() {
        return outOfOrder;
    }

    /** Steps that did not come and for which the step before stood in. */
    public long missing() {
        return missing;
    }
}
