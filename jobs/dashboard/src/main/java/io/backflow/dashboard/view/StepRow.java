package io.backflow.dashboard.view;

import org.jspecify.annotations.Nullable;

/** One step of a sequence: what was forecast for it, and what came true. At most {@link #WIDTH} numbers of each. */
public final class StepRow {

    /** Numbers of a target that are shown. */
    public static final int WIDTH = 8;

    /** Position in the sequence. */
    public final long step;

    /** When it happened, in milliseconds since 1970; null: not known. */
    public @Nullable Long time;

    /** Parameter version of the forecast; null: there was none. */
    public @Nullable Long version;

    public float @Nullable [] truth;
    public float @Nullable [] forecast;
    public float @Nullable [] lower;
    public float @Nullable [] upper;
    public float @Nullable [] baseline;

    /** A step of which nothing is known yet. */
    public StepRow(long step) {
        this.step = step;
    }

    /** Takes over what {@code newer} knows. */
    void add(StepRow newer) {
        time = newer.time == null ? time : newer.time;
        version = newer.version == null ? version : newer.version;
        truth = newer.truth == null ? truth : newer.truth;
        baseline = newer.baseline == null ? baseline : newer.baseline;
        if (newer.forecast != null) {
            forecast = newer.forecast;
            lower = newer.lower;
            upper = newer.upper;
        }
    }
}
