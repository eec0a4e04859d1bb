package io.backflow.lab.audit;

import io.backflow.jobs.sequence.StepHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** All that one writer said, in order, and how far of it is known to have counted. */
final class WriterLog {

    private final List<TrainedStep> steps = new ArrayList<>();
    private long[] sums = new long[16];
    private int next;

    void add(TrainedStep step) {
        steps.add(step);
        if (steps.size() == sums.length) {
            sums = Arrays.copyOf(sums, 2 * sums.length);
        }
        long hash = StepHash.of(StepHash.ofSequence(step.sequenceId()), step.step(), step.eventTime());
        sums[steps.size()] = sums[steps.size() - 1] + hash;
    }

    /** The {@code count} steps after those that counted last, where their hashes' sum is {@code hash}. */
    OptionalInt following(long count, long hash) {
        return isAt(next, count, hash) ? OptionalInt.of(next) : OptionalInt.empty();
    }

    /** Any {@code count} steps in a row whose hashes' sum is {@code hash}. */
    OptionalInt anywhere(long count, long hash) {
        for (int from = 0; from + count <= steps.size(); from++) {
            if (isAt(from, count, hash)) {
                return OptionalInt.of(from);
            }
        }
        return OptionalInt.empty();
    }

    /** The steps from {@code from} on have counted. */
    List<TrainedStep> take(int from, long count) {
        next = (int) (from + count);
        return steps.subList(from, next);
    }

    private boolean isAt(int from, long count, long hash) {
        return from + count <= steps.size() && sums[(int) (from + count)] - sums[from] == hash;
    }
}
