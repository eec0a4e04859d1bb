package io.backflow.lab.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Which fault comes next, and when: the same for the same seed. Each bag
 * of faults, which is dealt before the next, holds each kind as often as its share says.
 */
final class FaultSchedule {

    private static final int PAUSE_FROM_MILLIS = 500;
    private static final int PAUSE_TO_MILLIS = 4000;

    /**
     * One fault to come.
     *
     * @param pause how long training goes on undisturbed before it
     * @param choice decides what the kind leaves open, such as which TaskManager; not negative
     */
    record Fault(FaultKind kind, Duration pause, int choice) {}

    private final Set<FaultKind> kinds;
    private final Random random;
    private final Deque<FaultKind> bag = new ArrayDeque<>();

    /** @param kinds those that are dealt, one at least */
    FaultSchedule(long seed, Set<FaultKind> kinds) {
        this.kinds = EnumSet.copyOf(kinds);
        random = new Random(seed);
    }

    Fault next() {
        if (bag.isEmpty()) {
            List<FaultKind> all = new ArrayList<>();
            for (FaultKind kind : kinds) {
                all.addAll(Collections.nCopies(kind.share(), kind));
            }
            Collections.shuffle(all, random);
            bag.addAll(all);
        }
        long pause = random.nextInt(PAUSE_FROM_MILLIS, PAUSE_TO_MILLIS);
        return new Fault(bag.remove(), Duration.ofMillis(pause), random.nextInt(1 << 20));
    }
}
