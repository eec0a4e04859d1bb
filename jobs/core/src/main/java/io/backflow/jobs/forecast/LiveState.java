package io.backflow.jobs.forecast;

import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.sequence.FeatureMemory;
import io.backflow.jobs.sequence.Step;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of a sequence after the newest step taken, from which the next forecast is made. Mutable; belongs to one
 * sequence.
 */
public final class LiveState {

    /** Version of the zero state. */
    public static final long NO_VERSION = -1;

    private static final float LARGEST = 1e6f;

    /** Number of the newest step before there is one. */
    public static final long NO_STEP = -1;

    /** The layers' states one after another, {@code [S]}. */
    public final float[] recurrent;

    /** The parameter version that computed {@link #recurrent} last; {@link #NO_VERSION} while it is the zero state. */
    public long version = NO_VERSION;

    /** Number of the newest step; {@link #NO_STEP} before the first of an episode. */
    public long step = NO_STEP;

    /** Event time of the newest step in milliseconds; meaningless before the first of an episode. */
    public long eventTime;

    /** Milliseconds of event time between two steps, as between the newest two; 0 where that is not known. */
    public long stepMillis;

    /** The forecasts whose truth has not come, oldest first. */
    public final ArrayDeque<AwaitedForecast> awaited = new ArrayDeque<>();

    /** The last target that came true in this episode; empty before the first, and where targets are later steps. */
    public float[] lastTarget = new float[0];

    /** What is kept of the errors of forecasts in this episode, by part of a forecast; empty before the first. */
    public double[] errors = new double[0];

    /** Logarithms of the factors that intervals are wider by, one for each target; empty: none. */
    public float[] widths = new float[0];

    /** What is kept of the features by a program without a state of the sequence; empty where there is one. */
    public final FeatureMemory features = new FeatureMemory();

    /** What newer parameters compute the state again from; null where the state is carried. */
    public @Nullable RecentSteps recent;

    /**
     * The state of a sequence of which nothing has come yet.
     *
     * @param stateSize {@code S}
     */
    public LiveState(int stateSize) {
        recurrent = new float[stateSize];
    }

    /** A copy of {@link #widths}, which change. */
    float[] copyOfWidths() {
        return widths.length == 0 ? widths : widths.clone();
    }

    /** Whether nothing of it is worth keeping. */
    public boolean isEmpty() {
        return isFresh() && awaited.isEmpty();
    }

    /** Whether no step of an episode has come yet. */
    public boolean isFresh() {
        return step == NO_STEP;
    }

    /** Whether the state may be carried on: a gated cell's never grows like this. */
    boolean isSound() {
        return Vectors.within(recurrent, LARGEST);
    }

    /** Takes note of {@code taken}, by which {@link #recurrent} was advanced with parameters {@code by}. */
    void advanced(Step taken, long by) {
        long steps = taken.step() - step;
        stepMillis = isFresh() || steps <= 0 ? 0 : Math.max(0, (taken.eventTime() - eventTime) / steps);
        step = taken.step();
        eventTime = taken.eventTime();
        version = by;
    }

    /** Begins an episode: starts from the zero state, and gives up the forecasts whose truth has not come. */
    public void begin() {
        beginState();
        awaited.clear();
    }

    /** Begins an episode, and keeps the forecasts of the former one whose truth has not come. */
    void beginState() {
        Arrays.fill(recurrent, 0f);
        version = NO_VERSION;
        step = NO_STEP;
        eventTime = 0;
        recent = null;
        stepMillis = 0;
        lastTarget = new float[0];
        errors = new double[0];
    }
}
