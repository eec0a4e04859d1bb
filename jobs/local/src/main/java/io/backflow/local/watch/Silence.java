package io.backflow.local.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What to say where a job has reported nothing for a while. On a terminal it is said each second, since the line is
 * written over; in a log after ever longer times, so that an hour without input is a few lines. Not thread-safe.
 */
final class Silence {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration ON_TERMINAL = Duration.ofSeconds(1);

    private final String missing;
    private final boolean terminal;
    private final Supplier<Optional<String>> obstacle;
    private final LongSupplier nanoClock;
    private long since;
    private long next;

    /**
     * @param missing what has not come, such as "no step learnt"
     * @param terminal whether a line may be written over
     * @param obstacle looks up why nothing comes; empty: there is just no input
     * @param nanoClock as {@link System#nanoTime()}
     */
    Silence(String missing, boolean terminal, Supplier<Optional<String>> obstacle, LongSupplier nanoClock) {
        this.missing = missing;
        this.terminal = terminal;
        this.obstacle = obstacle;
        this.nanoClock = nanoClock;
        broken();
    }

    static Silence of(String missing, Screen screen, Supplier<Optional<String>> obstacle) {
        return new Silence(missing, screen.terminal(), obstacle, System::nanoTime);
    }

    /** To be called with each report. */
    void broken() {
        since = nanoClock.getAsLong();
        next = since + PATIENCE.toNanos();
    }

    /** What to say now; mostly nothing. */
    Optional<String> sentence() {
        long now = nanoClock.getAsLong();
        if (now - next < 0) {
            return Optional.empty();
        }
        next = terminal ? now + ON_TERMINAL.toNanos() : now + (now - since);
        long seconds = Duration.ofNanos(now - since).toSeconds();
        return Optional.of(missing + " for " + seconds + " s"
                + obstacle.get().map(reason -> ": " + reason).orElse(""));
    }
}
