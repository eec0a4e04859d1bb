package io.backflow.jobs.protocol.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Snapshots;
import org.junit.jupiter.api.Test;

class EarlySnapshotsTest {

    private final ParameterView view = new ParameterView(new Sharding(2, 2), 0);
    private final EarlySnapshots early = new EarlySnapshots(view);

    @Test
    void whatOvertakesItsValuesWaitsForThem() {
        view.apply(Snapshots.of(0, 4, 1f));
        ShardSnapshot closing = Snapshots.closing(9, Snapshots.of(0, 5, 2f)).withoutValues();

        assertThat(view.apply(closing)).as("by itself").isFalse();
        assertThat(early.keeps(closing)).isTrue();
        assertThat(early.take(0)).isNull();
        view.apply(Snapshots.of(0, 5, 2f));
        assertThat(early.take(1)).isNull();
        assertThat(early.take(0)).isSameAs(closing);
        assertThat(early.take(0)).as("twice").isNull();
    }

    @Test
    void valuesAndWhatBelongsToThoseThatAreHereWaitForNothing() {
        view.apply(Snapshots.of(0, 4, 1f));

        assertThat(early.keeps(Snapshots.of(0, 5, 2f))).isFalse();
        assertThat(early.keeps(Snapshots.of(0, 4, 1f).withoutValues())).isFalse();
        assertThat(early.keeps(Snapshots.of(0, 3, 1f).withoutValues())).isFalse();
    }

    @Test
    void theNewestWaits() {
        ShardSnapshot newest = Snapshots.of(0, 6, 1f).withoutValues();
        assertThat(early.keeps(Snapshots.of(0, 5, 1f).withoutValues())).isTrue();
        assertThat(early.keeps(newest)).isTrue();
        assertThat(early.keeps(Snapshots.of(0, 5, 1f).withoutValues())).isTrue();

        view.apply(Snapshots.of(0, 7, 1f));

        assertThat(early.take(0)).isSameAs(newest);
    }
}
