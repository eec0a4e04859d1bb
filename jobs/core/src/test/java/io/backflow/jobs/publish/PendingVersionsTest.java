package io.backflow.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PendingVersionsTest {

    private final PendingVersions partial = new PendingVersions(2);

    @Test
    void aVersionIsWholeWithItsLastSnapshotAndThoseBeforeItAreGivenUp() {
        assertThat(partial.add(snapshot(0, 7))).isNull();
        assertThat(partial.add(snapshot(0, 8))).isNull();

        assertThat(partial.add(snapshot(1, 8))).extracting(ShardSnapshot::shard).containsExactly(0, 1);
        assertThat(partial.waiting()).isZero();
    }

    @Test
    void aShardThatRunsFarAheadNeverMakesMoreThanTheLimitWait() {
        List<Long> whole = new ArrayList<>();
        for (long version = 1; version <= 1000; version++) {
            assertThat(partial.add(snapshot(0, version))).isNull();
            assertThat(partial.waiting()).isLessThanOrEqualTo(PendingVersions.LIMIT);
        }
        for (long version = 1; version <= 1000; version++) {
            if (partial.add(snapshot(1, version)) != null) {
                whole.add(version);
            }
        }

        assertThat(whole).as("spread over all that the other shard emitted").hasSizeBetween(5, PendingVersions.LIMIT);
        assertThat(whole.get(0)).isLessThan(200);
        assertThat(partial.dropped()).isGreaterThan(900);
    }

    @Test
    void versionsGoOnWhateverTheLead() {
        Random random = new Random(3);
        long[] next = {1, 1};
        int whole = 0;
        for (int i = 0; i < 20_000; i++) {
            int shard = next[0] - next[1] > 40 ? 1 : random.nextInt(3) == 0 ? 1 : 0;
            whole += partial.add(snapshot(shard, next[shard]++)) == null ? 0 : 1;
            assertThat(partial.waiting()).isLessThanOrEqualTo(PendingVersions.LIMIT);
        }
        assertThat(whole).isGreaterThan(500);
    }

    @Test
    void theLastVersionIsNeverGivenUp() {
        for (long version = 1; version <= 999; version++) {
            partial.add(snapshot(0, version));
        }
        partial.add(Snapshots.last(snapshot(0, 1001)));
        for (long version = 1; version <= 999; version++) {
            partial.add(snapshot(1, version));
        }

        assertThat(partial.add(Snapshots.last(snapshot(1, 1001)))).isNotNull();
    }

    private static ShardSnapshot snapshot(int shard, long version) {
        return Snapshots.of(shard, version, 0f);
    }
}
