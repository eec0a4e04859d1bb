package io.backflow.jobs.state;

import io.backflow.jobs.config.ConfigException;
import java.util.function.Supplier;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** Checks of a task that no restart mends. */
public final class NoRestart {

    private NoRestart() {}

    /** Runs {@code check}; a {@link ConfigException} ends the job for good. */
    public static void check(Runnable check) {
        get(() -> {
            check.run();
            return true;
        });
    }

    /** What {@code made} makes; a {@link ConfigException} ends the job for good. */
    public static <T> T get(Supplier<T> made) {
        try {
            return made.get();
        } catch (ConfigException e) {
            throw new SuppressRestartsException(e);
        }
    }
}
