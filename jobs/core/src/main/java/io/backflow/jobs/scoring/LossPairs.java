package io.backflow.jobs.scoring;

import io.backflow.jobs.forecast.ScoreListener;
import io.backflow.jobs.sequence.Step;
import java.util.HashMap;
import java.util.Map;

/**
 * Adds up the losses of two versions over the steps that both have forecast. Those of the version in the shadow are
 * scored first. Not thread-safe.
 */
public final class LossPairs {

    private final Map<Place, Float> shadowLosses = new HashMap<>();
    private ShadowScore score = ShadowScore.none(0);

    /** A part of the forecast after a step of a sequence. */
    private record Place(String sequenceId, long step, int part) {}

    /** Begins anew, with the version that was offered as {@code offer} in the shadow. */
    public void begin(long offer) {
        score = ShadowScore.none(offer);
        shadowLosses.clear();
    }

    /** Receives the losses of the version in the shadow. */
    public ScoreListener shadow() {
        return (step, part, loss) -> shadowLosses.put(place(step, part), loss);
    }

    /** Receives the losses of the current version. */
    public ScoreListener current() {
        return (step, part, loss) -> {
            Float shadowLoss = shadowLosses.isEmpty() ? null : shadowLosses.remove(place(step, part));
            if (shadowLoss != null && step.weight() > 0 && Float.isFinite(loss)) {
                add(step.weight(), loss, shadowLoss);
            }
        };
    }

    private void add(double weight, float loss, float shadowLoss) {
        double other = Float.isFinite(shadowLoss) ? weight * shadowLoss : Double.POSITIVE_INFINITY;
        score = score.plus(new ShadowScore(score.offer(), 1, weight, weight * loss, other));
    }

    private static Place place(Step step, int part) {
        return new Place(step.sequenceId(), step.step(), part);
    }

    /** What was added since the last call; losses of the shadow without a partner are forgotten. */
    public ShadowScore take() {
        ShadowScore taken = score;
        begin(score.offer());
        return taken;
    }
}
