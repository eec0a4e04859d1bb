package io.backflow.jobs.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sync.ShardSnapshot;
import io.backflow.jobs.sync.Tally;
import org.junit.jupiter.api.Test;

class PublishingTest {

    @Test
    void aVersionIsPublishedOnceEveryShardHasReachedIt() {
        Publishing publishing = new Publishing("run", 2, 1, 0);
        publishing.accept(snapshot(1, 0, 3));
        assertThat(publishing.due(0)).isNull();

        publishing.accept(snapshot(1, 1, 3));

        ModelVersion version = publishing.due(0);
        assertThat(version.version()).isEqualTo(3);
        assertThat(version.values()).as("shards in their order").containsExactly(3f, 103f);
        assertThat(version.shardVersions()).containsExactly(3, 3);
        assertThat(publishing.due(0)).as("once").isNull();
    }

    @Test
    void aShardThatRunsAheadIsNotMixedWithOneBehind() {
        Publishing publishing = new Publishing("run", 2, 1, 0);
        for (long version = 1; version <= 3; version++) {
            publishing.accept(snapshot(1, 0, version));
        }
        publishing.accept(snapshot(1, 1, 1));
        publishing.accept(snapshot(1, 1, 2));

        assertThat(publishing.due(0).values()).containsExactly(2f, 102f);
    }

    @Test
    void betweenTwoPublicationsLieAsManyVersionsAsAskedFor() {
        Publishing publishing = new Publishing("run", 1, 3, 0);

        assertThat(published(publishing, 1, 0)).isTrue();
        assertThat(published(publishing, 2, 0)).isFalse();
        assertThat(published(publishing, 3, 0)).isFalse();
        assertThat(published(publishing, 4, 0)).isTrue();
    }

    @Test
    void theNewestIsPublishedWhenTheIntervalIsOver() {
        Publishing publishing = new Publishing("run", 1, 1, 1000);
        assertThat(published(publishing, 1, 5000)).isTrue();
        assertThat(published(publishing, 2, 5400)).isFalse();
        assertThat(published(publishing, 3, 5500)).isFalse();
        assertThat(publishing.waitLeft(5500)).isEqualTo(500);

        assertThat(publishing.due(5999)).isNull();
        assertThat(publishing.due(6000).version()).isEqualTo(3);
        assertThat(publishing.waitLeft(6000)).isNegative();
    }

    @Test
    void theLastVersionIsPublishedWhateverTheRulesSay() {
        Publishing publishing = new Publishing("run", 2, 100, 1_000_000);
        publishing.accept(snapshot(1, 0, 1));
        publishing.accept(snapshot(1, 1, 1));
        publishing.due(0);

        publishing.accept(last(0, 2));
        assertThat(publishing.due(0)).as("the other shard has not ended").isNull();
        publishing.accept(last(1, 2));

        assertThat(publishing.due(0).last()).isTrue();
    }

    @Test
    void aNewSessionStartsWithWhatWasRestoredAndTheOldOneIsNotBelieved() {
        Publishing publishing = new Publishing("run", 1, 100, 0);
        assertThat(published(publishing, 7, 0)).isTrue();
        publishing.accept(snapshot(2, 0, 5));
        publishing.accept(snapshot(1, 0, 8));

        ModelVersion version = publishing.due(0);

        assertThat(version.session()).isEqualTo(2);
        assertThat(version.version()).isEqualTo(5);
    }

    private static boolean published(Publishing publishing, long version, long now) {
        publishing.accept(snapshot(1, 0, version));
        return publishing.due(now) != null;
    }

    private static ShardSnapshot snapshot(long session, int shard, long version) {
        return snapshot(session, shard, version, false);
    }

    private static ShardSnapshot last(int shard, long version) {
        return snapshot(1, shard, version, true);
    }

    private static ShardSnapshot snapshot(long session, int shard, long version, boolean last) {
        float[] values = {100f * shard + version};
        return new ShardSnapshot(session, 1, shard, version, 0, new long[0], 0, values, new float[0], Tally.ZERO, last);
    }
}
