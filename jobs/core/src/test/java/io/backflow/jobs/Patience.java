package io.backflow.jobs;

import java.time.Duration;

/** How long integration tests wait for what must come: long enough for a slow machine that does three at a time. */
public final class Patience {

    /** A wait ends at once when what it waits for has come. */
    public static final Duration LONG = Duration.ofMinutes(4);

    private Patience() {}
}
