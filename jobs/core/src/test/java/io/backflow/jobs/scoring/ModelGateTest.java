package io.backflow.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.scoring.GateDecision.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelGateTest {

    private static final GateRule SHADOW = new GateRule(100, 0.1, 2);
    private static final GateRule AT_ONCE = new GateRule(0, 0, 2);

    private final GateState state = new GateState();
    private final List<GateDecision> decisions = new ArrayList<>();

    @Test
    void theFirstVersionIsAdoptedAndALaterOneForecastsInItsShadow() {
        ModelGate gate = gate(SHADOW);
        gate.offered(id(4), values(4));
        gate.offered(id(5), values(5));

        assertThat(said()).containsExactly("ADOPTED 4");
        assertThat(current()).isEqualTo(4);
        assertThat(shadow()).isEqualTo(5);
    }

    @Test
    void aVersionThatIsNotWorseByMoreThanTheRuleSaysIsAdopted() {
        ModelGate gate = gate(SHADOW);
        gate.offered(id(4), values(4));
        gate.offered(id(5), values(5));
        gate.scored(score(2, 99, 1.0, 1.09));
        assertThat(shadow()).isEqualTo(5);
        gate.scored(score(2, 1, 1.0, 1.09));

        assertThat(said()).containsExactly("ADOPTED 4", "ADOPTED 5");
        assertThat(current()).isEqualTo(5);
        assertThat(state.shadow).isNull();
        ShadowScore score = decisions.get(1).score();
        assertThat(score).isNotNull();
        assertThat(score.steps()).isEqualTo(100);
        assertThat(score.shadowLoss()).isEqualTo(1.09, within(1e-9));
    }

    @Test
    void aVersionThatIsWorseByMoreIsRefused() {
        ModelGate gate = gate(SHADOW);
        gate.offered(id(4), values(4));
        gate.offered(id(5), values(5));
        gate.scored(score(2, 100, 1.0, 1.11));

        assertThat(said()).containsExactly("ADOPTED 4", "REFUSED 5");
        assertThat(current()).isEqualTo(4);
        assertThat(state.shadow).isNull();
    }

    @Test
    void aLossThatOverflowsIsRefusedAndAMeanBelowZeroIsComparedByItsSize() {
        ModelGate gate = gate(SHADOW);
        gate.offered(id(4), values(4));
        gate.offered(id(5), values(5));
        gate.scored(score(2, 100, 1.0, Double.POSITIVE_INFINITY));
        gate.offered(id(6), values(6));
        gate.scored(score(3, 100, -2.0, -1.85));
        gate.offered(id(7), values(7));
        gate.scored(score(4, 100, -2.0, -1.75));

        assertThat(said()).containsExactly("ADOPTED 4", "REFUSED 5", "ADOPTED 6", "REFUSED 7");
    }

    @Test
    void ofVersionsThatComeMeanwhileTheNewestIsNextInTheShadow() {
        ModelGate gate = gate(SHADOW);
        for (int version = 4; version < 9; version++) {
            gate.offered(id(version), values(version));
        }
        assertThat(shadow()).isEqualTo(5);
        gate.scored(score(5, 100, 1, 0.1)); // of a version that is not in the shadow
        assertThat(shadow()).isEqualTo(5);
        gate.scored(score(2, 100, 1, 1));

        assertThat(said()).containsExactly("ADOPTED 4", "ADOPTED 5");
        assertThat(shadow()).isEqualTo(8);
        assertThat(state.score.steps()).isZero();
    }

    @Test
    void withoutAGateEachVersionIsAdoptedAtOnceAndOlderOnesNever() {
        ModelGate gate = gate(AT_ONCE);
        gate.offered(id(4), values(4));
        gate.offered(id(5), values(5));
        gate.offered(id(5), values(5));
        gate.offered(id(3), values(3));
        gate.offered(new VersionId(0, 7, 9), values(9));
        gate.offered(new VersionId(2, 8, 1), values(1));

        assertThat(said()).containsExactly("ADOPTED 4", "ADOPTED 5", "ADOPTED 1");
        assertThat(state.turns).isEqualTo(3);
    }

    @Test
    void aRollbackReturnsToTheVersionBeforeAndHoldsUntilTheJobFollowsAgain() {
        ModelGate gate = gate(AT_ONCE);
        gate.offered(id(4), values(4));
        gate.offered(id(5), values(5));
        gate.rollBack(null);
        assertThat(current()).isEqualTo(4);
        gate.offered(id(6), values(6));
        gate.offered(id(7), values(7));
        assertThat(current()).isEqualTo(4);
        gate.follow();
        gate.follow();

        assertThat(current()).isEqualTo(7);
        assertThat(said()).containsExactly("ADOPTED 4", "ADOPTED 5", "ROLLED_BACK 4", "FOLLOWING 4", "ADOPTED 7");
        assertThat(state.turns).isEqualTo(4);
    }

    @Test
    void aRollbackToAVersionThatIsNotKeptIsRefusedAndNamesThoseThatAre() {
        ModelGate gate = gate(AT_ONCE);
        for (int version = 1; version < 6; version++) {
            gate.offered(id(version), values(version));
        }
        gate.rollBack(2L);
        assertThat(current()).isEqualTo(5);
        assertThat(decisions.get(5).kind()).isEqualTo(Kind.ROLLBACK_REFUSED);
        assertThat(decisions.get(5).reason()).isEqualTo("version 2 is not kept; kept are 3, 4");
        gate.rollBack(3L);
        assertThat(current()).isEqualTo(3);
        gate.rollBack(null);
        assertThat(decisions.get(7).reason()).isEqualTo("an earlier version is not kept; kept are none");
    }

    @Test
    void aRollbackEndsTheShadowWhichIsConsideredAgainWhenTheJobFollows() {
        ModelGate gate = gate(SHADOW);
        gate.offered(id(4), values(4));
        gate.offered(id(5), values(5));
        gate.scored(score(2, 100, 1, 1));
        gate.offered(id(6), values(6));
        gate.rollBack(null);
        assertThat(state.shadow).isNull();
        gate.scored(score(3, 100, 1, 1));
        assertThat(current()).isEqualTo(4);
        gate.follow();

        assertThat(shadow()).isEqualTo(6);
        assertThat(current()).isEqualTo(4);
    }

    @Test
    void aJobThatGoesOnWithoutAGateAdoptsWhatWasInTheShadow() {
        ModelGate gate = gate(SHADOW);
        gate.offered(id(4), values(4));
        gate.offered(id(5), values(5));
        gate.offered(id(6), values(6));
        gate(AT_ONCE);

        assertThat(current()).isEqualTo(6);
        assertThat(state.waiting).isNull();
        assertThat(said()).containsExactly("ADOPTED 4", "ADOPTED 5", "ADOPTED 6");
    }

    @Test
    void aPinnedVersionIsTheCurrentOneWhateverCameBefore() {
        ModelGate gate = gate(SHADOW);
        gate.offered(id(4), values(4));
        gate.offered(id(5), values(5));
        gate.pinned(id(2), values(2));
        gate.pinned(id(2), values(2));

        assertThat(current()).isEqualTo(2);
        assertThat(state.shadow).isNull();
        assertThat(said()).containsExactly("ADOPTED 4", "ADOPTED 2");
    }

    private ModelGate gate(GateRule rule) {
        return new ModelGate(rule, state, decisions::add);
    }

    private List<String> said() {
        return decisions.stream()
                .map(decision -> decision.kind() + " " + decision.version().version())
                .toList();
    }

    private long current() {
        assertThat(state.current).isNotNull();
        return state.current.id().version();
    }

    private long shadow() {
        assertThat(state.shadow).isNotNull();
        return state.shadow.id().version();
    }

    private static VersionId id(long version) {
        return new VersionId(1, 7, version);
    }

    private static float[] values(long version) {
        return new float[] {version};
    }

    private static ShadowScore score(long offer, long steps, double loss, double shadowLoss) {
        return new ShadowScore(offer, steps, 2.0 * steps, 2 * steps * loss, 2 * steps * shadowLoss);
    }
}
