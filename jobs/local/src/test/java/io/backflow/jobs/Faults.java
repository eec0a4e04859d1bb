package io.backflow.jobs;

import java.util.concurrent.locks.LockSupport;

/** Fails once, at a chosen call; shared by all subtasks in this JVM. */
final class Faults {

    private static volatile boolean lasting;

    private static volatile int slow = -1;

    private static boolean expected;

    private static long left = Long.MAX_VALUE;

    private Faults() {}

    /** From now on subtask {@code subtask} takes a fifth of a millisecond more for each step. */
    static void slowDown(int subtask) {
        slow = subtask;
    }

    /** From now on each step takes a millisecond: the job is to last. */
    static void slowDown() {
        lasting = true;
    }

    /** The job is to last until a fault strikes, at the latest where it would end. */
    static synchronized void expect() {
        slowDown();
        expected = true;
    }

    /** The fault that is expected strikes at the next call, unless it has struck. */
    static synchronized void now() {
        if (expected) {
            left = 1;
        }
    }

    /** The {@code calls}-th call of {@link #pass} from now throws; none does before or after it. */
    static synchronized void after(long calls) {
        left = calls;
    }

    static synchronized void none() {
        lasting = false;
        expected = false;
        slow = -1;
        left = Long.MAX_VALUE;
    }

    /** Whether the fault has struck. */
    static synchronized boolean struck() {
        return left <= 0;
    }

    /** Takes its time if the job is to last, so that checkpoints come before the fault and the end after it. */
    static void dawdle(int subtask) {
        if (lasting) {
            LockSupport.parkNanos(1_000_000);
        } else if (subtask == slow) {
            LockSupport.parkNanos(200_000);
        }
    }

    /** One step of whatever may fail. */
    static synchronized void pass() {
        left--;
        if (left == 0) {
            strike();
        }
    }

    /** Nothing more will pass: a fault that is expected strikes now. */
    static synchronized void end() {
        if (expected) {
            left = 0;
            strike();
        }
    }

    private static void strike() {
        expected = false;
        lasting = false;
        throw new IllegalStateException("a fault, as planned");
    }
}
