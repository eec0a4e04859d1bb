package io.backflow.jobs;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Fails once, at a chosen call; shared by all subtasks in this JVM. */
final class Faults {

    private static final AtomicLong LEFT = new AtomicLong(Long.MAX_VALUE);

    private static final AtomicBoolean PLANNED = new AtomicBoolean();

    private static volatile int slow = -1;

    private Faults() {}

    /** From now on subtask {@code subtask} takes a fifth of a millisecond more for each step. */
    static void slowDown(int subtask) {
        slow = subtask;
    }

    /** A fault will be planned: the job is to last. */
    static void expect() {
        PLANNED.set(true);
    }

    /** The {@code calls}-th call of {@link #pass} from now throws; none does before or after it. */
    static void after(long calls) {
        LEFT.set(calls);
    }

    static void none() {
        PLANNED.set(false);
        slow = -1;
        LEFT.set(Long.MAX_VALUE);
    }

    /** Whether the fault has struck. */
    static boolean struck() {
        return LEFT.get() <= 0;
    }

    /** Takes a millisecond while a fault is planned, so that checkpoints come before it and the end after it. */
    static void dawdle(int subtask) {
        if (PLANNED.get()) {
            LockSupport.parkNanos(1_000_000);
        } else if (subtask == slow) {
            LockSupport.parkNanos(200_000);
        }
    }

    /** One step of whatever may fail. */
    static void pass() {
        if (LEFT.decrementAndGet() == 0) {
            PLANNED.set(false);
            throw new IllegalStateException("a fault, as planned");
        }
    }
}
