package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeadingPartitionTest {

    private static final long MINUTE = 60_000;

    private final LeadingPartition leading = new LeadingPartition();

    @Test
    void thePartitionWhoseStepWasFurthestAheadLeads() {
        leading.note(0, -500, 1000);
        leading.note(3, 90_000, 2000);
        leading.note(1, 10, 3000);

        assertThat(leading.partition(4000)).isEqualTo(3);
        assertThat(leading.lead(4000)).isEqualTo(90_000);
    }

    @Test
    void aLeadCountsForTheRestOfItsMinuteAndTheOneAfter() {
        leading.note(3, 90_000, 2000);
        leading.note(1, 10, MINUTE + 1);

        assertThat(leading.partition(2 * MINUTE - 1)).isEqualTo(3);
        leading.note(2, -20, 2 * MINUTE);
        assertThat(leading.partition(2 * MINUTE)).isEqualTo(1);
        assertThat(leading.partition(4 * MINUTE)).isEqualTo(LeadingPartition.NONE);
        assertThat(leading.lead(4 * MINUTE)).isZero();
    }

    @Test
    void whereAllAreBehindTheOneThatIsLeastSoLeads() {
        leading.note(0, -5000, 1000);
        leading.note(1, -40, 1000);

        assertThat(leading.partition(1000)).isEqualTo(1);
        assertThat(leading.lead(1000)).isEqualTo(-40);
    }

    @Test
    void beforeTheFirstStepNobodyLeads() {
        assertThat(leading.partition(0)).isEqualTo(LeadingPartition.NONE);
        assertThat(leading.lead(0)).isZero();
    }
}
