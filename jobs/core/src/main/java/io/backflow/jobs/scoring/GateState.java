package io.backflow.jobs.scoring;

import io.backflow.jobs.protocol.VersionId;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** All that a {@link ModelGate} keeps. Mutable. */
public final class GateState {

    /** Versions offered so far. */
    public long offers;

    /** How often the current version has changed. */
    public long turns;

    /** Whether no newer version is adopted, since a rollback. */
    public boolean held;

    /** The newest version that was offered; null before the first. */
    public @Nullable VersionId newest;

    /** The version that forecasts are made with; null before the first. */
    public @Nullable OfferedModel current;

    /** The version that forecasts beside it; null: none. */
    public @Nullable OfferedModel shadow;

    /** The newest version that waits for its turn in the shadow; null: none. */
    public @Nullable OfferedModel waiting;

    /** Versions that were current before, oldest first. */
    public final Deque<OfferedModel> previous = new ArrayDeque<>();

    /** How the version in the shadow and the current one have come out. */
    public ShadowScore score = ShadowScore.none(0);
}
