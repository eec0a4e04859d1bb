package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.Slots;
import io.backflow.model.Gradients;
import io.backflow.model.Reduction;
import io.backflow.model.optimizer.Sgd;
import io.backflow.model.optimizer.StepDecay;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalOptimizerTest {

    /** A rate of 1, and of a tenth from update 10 on. */
    private static final Learning LEARNING =
            new Learning(new Sgd(0.5, false, 0), new StepDecay(1, 10, 0.1), Double.POSITIVE_INFINITY, Reduction.MEAN);

    private static final String DELTA = "sync: {type: synchronous, send: delta, round: 1s}\n";

    private final LearningControl control = new LearningControl();
    private final LocalOptimizer optimizer = new LocalOptimizer(LEARNING, 1, control);
    private final float[] parameters = {0f};

    @Test
    void theRateIsThatOfTheUpdatesOfAllWorkers() {
        step(9);
        assertThat(parameters[0]).isEqualTo(-1f);

        step(10);
        assertThat(parameters[0])
                .as("its second step, a tenth of 1 and its momentum")
                .isEqualTo(-1.15f);
    }

    @Test
    void slotsCountTheirOwnUpdatesAndGoOnFromThoseOfAFormerWorker() {
        optimizer.resume(new Slots(new float[] {2f}, 5));
        step(100);

        assertThat(optimizer.slots().orElseThrow().updates()).isEqualTo(6);
        assertThat(optimizer.slots().orElseThrow().values()).containsExactly(0.5f * 2 + 1);
    }

    @Test
    void slotsThatTheServerHasAreNotSentAgain() {
        optimizer.resume(new Slots(new float[] {2f}, 5, 3));
        assertThat(optimizer.takeSlots().orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(new Slots(new float[0], 5, 3));

        step(100);
        assertThat(optimizer.takeSlots().orElseThrow().values()).containsExactly(0.5f * 2 + 1);
        assertThat(optimizer.takeSlots().orElseThrow().hasValues()).isFalse();
        assertThat(optimizer.takeSlots().orElseThrow().updates()).isEqualTo(6);

        optimizer.beginAnew();
        assertThat(optimizer.takeSlots().orElseThrow().values()).containsExactly(0f);
    }

    @Test
    void aCommandedRateStandsInPlaceOfTheSchedules() {
        control.learningRate(0.25);
        step(100);
        assertThat(parameters[0]).isEqualTo(-0.25f);

        control.learningRate(LearningControl.BY_SCHEDULE);
        step(10);
        assertThat(parameters[0]).isEqualTo(-0.4f);
    }

    @Test
    void anAlarmRaisesTheScheduledRateAndNotOneThatACommandHasSet() {
        Reacting reacting = new Reacting(DELTA + "drift: {reaction: {type: raise_rate, factor: 3}}");
        LearningControl raised = new LearningControl(reacting.drift());
        LocalOptimizer plain = new LocalOptimizer(LEARNING, 1, raised);
        reacting.raisedUntil(9);
        step(plain, 8);
        assertThat(parameters[0]).isEqualTo(-3f);

        plain.beginAnew();
        raised.learningRate(0.25);
        step(plain, 8);
        assertThat(parameters[0]).isEqualTo(-3.25f);
    }

    /** It may not have seen the alarm before a barrier: what it sends says so, and so does what is restored. */
    @Test
    void anAlarmMakesSlotsFreshAtTheNextStepOnceAndAfterARestartToo() {
        Reacting reacting = new Reacting(DELTA + "drift: {reaction: reset_optimizer}");
        LocalOptimizer first = new LocalOptimizer(LEARNING, 1, new LearningControl(reacting.drift()));
        step(first, 0);
        reacting.since(7);
        Slots sent = first.slots().orElseThrow();
        assertThat(sent.since()).isZero();

        LocalOptimizer next = new LocalOptimizer(LEARNING, 1, new LearningControl(reacting.drift()));
        next.resume(sent);
        for (LocalOptimizer each : List.of(first, next)) {
            step(each, 1);
            assertThat(each.slots().orElseThrow().values()).containsExactly(1f);
            step(each, 1);
            assertThat(each.slots().orElseThrow().values()).containsExactly(1.5f);
            assertThat(each.slots().orElseThrow().updates()).isEqualTo(2);
            assertThat(each.slots().orElseThrow().since()).isEqualTo(7);
        }
    }

    @Test
    void aPausedOptimizerKeepsParametersAndSlotsAndOneThatBeginsAnewHasFreshOnes() {
        step(0);
        control.pause(true);
        step(1);
        assertThat(parameters[0]).isEqualTo(-1f);
        assertThat(optimizer.slots().orElseThrow().updates()).isEqualTo(1);

        optimizer.beginAnew();
        assertThat(optimizer.slots().orElseThrow().updates()).isZero();
        assertThat(optimizer.slots().orElseThrow().values()).containsExactly(0f);
    }

    private void step(long globalUpdates) {
        step(optimizer, globalUpdates);
    }

    private void step(LocalOptimizer optimizer, long globalUpdates) {
        Gradients gradients = new Gradients(1);
        gradients.values()[0] = 1f;
        gradients.count(0, 1, 1);
        optimizer.step(parameters, gradients, globalUpdates);
    }
}
