package io.backflow.lab.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MomentsTest {

    private static final Moments FORMER = new Moments(0.5, 0.25, 3);

    private final Moments.Mean mean = new Moments.Mean();

    @Test
    void theMeanIsWeightedByUpdates() {
        mean.add(new Moments(1, 1, 1));
        mean.addUnchanged(FORMER, 3);

        assertThat(mean.take(FORMER)).isEqualTo(new Moments(0.625, 0.4375, 3));
    }

    @Test
    void whereNoWorkersHaveChangedTheMeanHasNotEither() {
        mean.addUnchanged(FORMER, 3);
        mean.addUnchanged(FORMER, 1);
        mean.add(Moments.FRESH);

        assertThat(mean.take(FORMER)).as("nor has its number of updates").isSameAs(FORMER);
    }

    @Test
    void aMeanBeginsAnewWhenItIsTaken() {
        mean.add(new Moments(1, 1, 1));
        mean.take(FORMER);

        assertThat(mean.take(FORMER)).isSameAs(FORMER);
    }
}
