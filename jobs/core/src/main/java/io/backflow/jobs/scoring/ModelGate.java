package io.backflow.jobs.scoring;

import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.scoring.GateDecision.Kind;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides for all workers of a scoring job which version they forecast with. A newer version first forecasts in the
 * shadow of the current one, unless the {@link GateRule} adopts it at once; of versions that come meanwhile the newest
 * waits. A rollback returns to an earlier version, and holds there until {@link #follow}. Not thread-safe.
 */
public final class ModelGate {

    private final GateRule rule;
    private final GateState state;
    private final Consumer<GateDecision> decisions;

    /**
     * @param state where it goes on; it changes with every call
     * @param decisions receives each decision once
     */
    public ModelGate(GateRule rule, GateState state, Consumer<GateDecision> decisions) {
        this.rule = rule;
        this.state = state;
        this.decisions = decisions;
        dropShadowWithoutRule();
    }

    /** A job that goes on without a gate adopts what was in the shadow, as it would now. */
    private void dropShadowWithoutRule() {
        OfferedModel shadow = state.shadow;
        if (!rule.shadows() && shadow != null) {
            endShadow();
            adopt(shadow, null, "no gate is set");
            considerWaiting();
        }
    }

    /** A version was published. Older ones than the newest that was offered change nothing. */
    public void offered(VersionId id, float[] values) {
        if (!isNew(id)) {
            return;
        }
        state.newest = id;
        state.offers++;
        consider(new OfferedModel(state.offers, id, values));
    }

    private boolean isNew(VersionId id) {
        VersionId newest = state.newest;
        if (newest == null || id.session() != newest.session()) {
            return newest == null || id.session() > newest.session();
        }
        return id.nonce() != newest.nonce() || id.version() > newest.version();
    }

    /** A version was published that this job cannot use. */
    public void unusable(VersionId id, String reason) {
        if (isNew(id)) {
            state.newest = id;
            state.offers++;
            decisions.accept(new GateDecision(Kind.REFUSED, id, null, reason));
        }
    }

    /** The configuration asks for this version and for no other. */
    public void pinned(VersionId id, float[] values) {
        OfferedModel current = state.current;
        state.shadow = null;
        state.waiting = null;
        state.held = false;
        state.newest = id;
        if (current == null || !current.id().equals(id)) {
            state.offers++;
            adopt(new OfferedModel(state.offers, id, values), null, "the job is pinned to it");
        }
    }

    private void consider(OfferedModel model) {
        if (state.current == null) {
            adopt(model, null, "it is the first");
        } else if (state.held || state.shadow != null) {
            state.waiting = model;
        } else if (rule.shadows()) {
            state.shadow = model;
            state.score = ShadowScore.none(model.offer());
        } else {
            adopt(model, null, "no gate is set");
        }
    }

    /** Steps were scored that the current version and the one in its shadow had forecast. */
    public void scored(ShadowScore more) {
        OfferedModel shadow = state.shadow;
        if (shadow == null || shadow.offer() != more.offer()) {
            return;
        }
        ShadowScore score = state.score.plus(more);
        state.score = score;
        if (!rule.decides(score)) {
            return;
        }
        endShadow();
        if (rule.passes(score)) {
            adopt(shadow, score, "the gate passed");
        } else {
            decisions.accept(new GateDecision(Kind.REFUSED, shadow.id(), score, "its mean loss is too high"));
        }
        considerWaiting();
    }

    private void endShadow() {
        state.shadow = null;
        state.score = ShadowScore.none(0);
    }

    private void considerWaiting() {
        OfferedModel next = state.waiting;
        state.waiting = null;
        if (next != null) {
            consider(next);
        }
    }

    private void adopt(OfferedModel model, @Nullable ShadowScore score, String reason) {
        OfferedModel former = state.current;
        if (former != null) {
            state.previous.addLast(former);
        }
        while (state.previous.size() > rule.keep()) {
            state.previous.removeFirst();
        }
        take(model);
        decisions.accept(new GateDecision(Kind.ADOPTED, model.id(), score, reason));
    }

    private void take(OfferedModel model) {
        state.current = model;
        state.turns++;
    }

    /**
     * Returns to an earlier version, at once, and holds there.
     *
     * @param version its number; null: the one before the current one
     */
    public void rollBack(@Nullable Long version) {
        OfferedModel current = state.current;
        if (current == null) {
            return;
        }
        OfferedModel target = kept(version);
        if (target == null) {
            String asked = version == null ? "an earlier version" : "version " + version;
            decisions.accept(new GateDecision(
                    Kind.ROLLBACK_REFUSED, current.id(), null, asked + " is not kept; kept are " + keptVersions()));
            return;
        }
        OfferedModel shadow = state.shadow;
        if (shadow != null) {
            endShadow();
            state.waiting = state.waiting == null ? shadow : state.waiting;
        }
        state.held = true;
        take(target);
        decisions.accept(new GateDecision(
                Kind.ROLLED_BACK,
                target.id(),
                null,
                "a control record asked for it; version " + current.id().version() + " is given up"));
    }

    /** Takes the version out of those kept, with those adopted after it; null where it is not kept. */
    private @Nullable OfferedModel kept(@Nullable Long version) {
        if (version == null) {
            return state.previous.pollLast();
        }
        OfferedModel found = null;
        for (OfferedModel model : state.previous) {
            found = model.id().version() == version ? model : found;
        }
        if (found != null) {
            for (Iterator<OfferedModel> newest = state.previous.descendingIterator(); newest.hasNext(); ) {
                boolean last = newest.next() == found;
                newest.remove();
                if (last) {
                    break;
                }
            }
        }
        return found;
    }

    private String keptVersions() {
        return state.previous.isEmpty()
                ? "none"
                : state.previous.stream()
                        .map(model -> Long.toString(model.id().version()))
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("none");
    }

    /** Newer versions are considered again, first the newest that came since the rollback. */
    public void follow() {
        OfferedModel current = state.current;
        if (!state.held || current == null) {
            return;
        }
        state.held = false;
        decisions.accept(new GateDecision(Kind.FOLLOWING, current.id(), null, "a control record asked for it"));
        considerWaiting();
    }

    /** What this decides from, and what was decided. */
    public GateState state() {
        return state;
    }
}
