package io.backflow.lab.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Which fault comes next, and when: the same for the same seed. Of any twenty in a row each kind has its share. */
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

    private final Random random;
    private final Deque<FaultKind> bag = new ArrayDeque<>();

    FaultSchedule(long seed) {
        random = new Random(seed);
    }

    Fault next() {
        if (bag.isEmpty()) {
            List<FaultKind> all = new ArrayList<>();
            for (FaultKind kind : FaultKind.values()) {
                all.addAll(Collections.nCopies(kind.share(), kind));
            }
            Collections.shuffle(all, random);
            bag.addAll(all);
        }
        long pause = random.nextInt(PAUSE_FROM_MILLIS, PAUSE_TO_MILLIS);
        return new Fault(bag.remove(), Duration.ofMillis(pause), random.nextInt(1 << 20));
    }
}
