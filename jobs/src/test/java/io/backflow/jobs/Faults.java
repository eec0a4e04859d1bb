package io.backflow.jobs;

import java.util.concurrent.atomic.AtomicLong;

/** Fails once, at a chosen call; shared by all subtasks in this JVM. */
final class Faults {

    private static final AtomicLong LEFT = new AtomicLong(Long.MAX_VALUE);

    private Faults() {}

    /** The {@code calls}-th call of {@link #pass} from now throws; none does before or after it. */
    static void after(long calls) {
        LEFT.set(calls);
    }

    static void none() {
        LEFT.set(Long.MAX_VALUE);
    }

    /** Whether the fault has struck. */
    static boolean struck() {
        return LEFT.get() <= 0;
    }

    static void pass() {
        if (LEFT.decrementAndGet() == 0) {
            throw new IllegalStateException("a fault, as planned");
        }
    }
}
