package io.backflow.jobs.protocol.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Snapshots;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {

    private final Acknowledgements acknowledgements = new Acknowledgements(2, 1);

    @Test
    void aContributionIsInFlightUntilTheLastShardHasMergedIt() {
        acknowledgements.next();
        acknowledgements.next();

        acknowledgements.apply(merged(0, 2));
        acknowledgements.apply(merged(1, 1));

        assertThat(acknowledgements.inFlight()).isEqualTo(1);
        assertThat(acknowledgements.merged(0)).isEqualTo(2);
    }

    @Test
    void oneThatComesLateTakesNothingBack() {
        acknowledgements.next();
        acknowledgements.apply(merged(0, 1));
        acknowledgements.apply(merged(1, 1));

        acknowledgements.apply(merged(1, 0));

        assertThat(acknowledgements.inFlight()).isZero();
    }

    private static ShardSnapshot merged(int shard, long number) {
        return Snapshots.acknowledging(Snapshots.of(shard, 0, 0f), 9, number);
    }
}
