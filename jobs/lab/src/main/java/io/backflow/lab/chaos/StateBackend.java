package io.backflow.lab.chaos;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where the state of a job under test lies while it trains. */
public enum StateBackend {
    /** On the heap. */
    HASHMAP,
    /** On the disk; a checkpoint contains what is new since the last one. */
    ROCKSDB;

    /** As Flink names it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one with this label. */
    public static Optional<StateBackend> of(String label) {
        return Arrays.stream(values())
                .filter(backend -> backend.label().equals(label))
                .findFirst();
    }

    /** Flink's keys for it. */
    public Map<String, String> settings() {
        return Map.of(
                "state.backend.type",
                label(),
                "execution.checkpointing.incremental",
                Boolean.toString(this == ROCKSDB));
    }
}
