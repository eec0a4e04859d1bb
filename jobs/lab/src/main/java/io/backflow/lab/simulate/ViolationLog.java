package io.backflow.lab.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What has happened, for a trace, and what should not have. */
final class ViolationLog {

    private static final int ENOUGH = 10;

    private final EventQueue events;
    private final Consumer<String> trace;
    private final List<String> violations = new ArrayList<>();

    /** @param trace receives a line for each notable event */
    ViolationLog(EventQueue events, Consumer<String> trace) {
        this.events = events;
        this.trace = trace;
    }

    void event(String what) {
        trace.accept(String.format(Locale.ROOT, "%12.3f ms  %s", events.now() / 1000.0, what));
    }

    void violation(Check check, String what) {
        event("VIOLATION: " + check + ": " + what);
        if (violations.size() < ENOUGH) {
            violations.add(check + ": " + what);
        }
    }

    void check(Check check, boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            violation(check, otherwise.get());
        }
    }

    /** Whether to go on is of no use. */
    boolean hasSeenEnough() {
        return violations.size() >= ENOUGH;
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
