package io.backflow.cli;

import io.backflow.lab.chaos.StateBackend;
import java.util.List;

/** What several commands refuse of their options. */
final class OptionChecks {

    private OptionChecks() {}

    /** Refuses {@code value} where it is below 1. */
    static void positive(String option, long value) {
        if (value < 1) {
            throw new CommandException(option + " is " + value + "; it must be 1 or more");
        }
    }

    /** The state backend that the option {@code --state} names. */
    static StateBackend stateBackend(String label) {
        return StateBackend.of(label)
                .orElseThrow(() -> new CommandException("--state is " + label + "; use hashmap or rocksdb"));
    }

    /** Refuses {@code values} where one of them is below 1. */
    static void positive(String option, List<Integer> values) {
        for (int value : values) {
            positive(option, value);
        }
    }
}
