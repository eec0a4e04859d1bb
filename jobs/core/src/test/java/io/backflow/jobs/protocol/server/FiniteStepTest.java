package io.backflow.jobs.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiniteStepTest {

    private final FiniteStep step = new FiniteStep();
    private final float[] parameters = {1f, 2f};
    private final float[] slots = {3f};

    @Test
    void aStepThatStaysFiniteIsKept() {
        assertThat(step.take(parameters, slots, () -> parameters[1] = 7f)).isTrue();

        assertThat(parameters).containsExactly(1f, 7f);
    }

    @Test
    void aStepThatLeadsToInfinityIsTakenBackWithItsSlots() {
        boolean kept = step.take(parameters, slots, () -> {
            parameters[0] = Float.POSITIVE_INFINITY;
            slots[0] = 9f;
        });

        assertThat(kept).isFalse();
        assertThat(parameters).containsExactly(1f, 2f);
        assertThat(slots).containsExactly(3f);
    }

    @Test
    void aSlotThatIsNotFiniteWouldStopLearningForEverAndIsTakenBackToo() {
        assertThat(step.take(parameters, slots, () -> slots[0] = Float.NaN)).isFalse();

        assertThat(slots).containsExactly(3f);
    }
}
