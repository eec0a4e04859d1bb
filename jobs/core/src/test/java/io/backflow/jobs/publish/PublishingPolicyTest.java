package io.backflow.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.ShardValues;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.Snapshots;
import io.backflow.jobs.protocol.Stretches;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import org.junit.jupiter.api.Test;

class PublishingPolicyTest {

    @Test
    void aVersionIsPublishedOnceEveryShardHasReachedIt() {
        PublishingPolicy publishing = new PublishingPolicy("run", 2, new PublishingRule(1, 0, false));
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
    void whatHasChangedOfAShardMakesItsVersionWhole() {
        PublishingPolicy publishing = new PublishingPolicy("run", 2, new PublishingRule(1, 0, false));
        publishing.accept(Snapshots.of(0, 1, 1f, 2f));
        publishing.accept(Snapshots.changed(2, second(0, 9f)));
        publishing.accept(Snapshots.changed(3, second(2, 8f)));
        publishing.accept(Snapshots.of(1, 2, 5f));

        assertThat(publishing.due(0).values())
                .as("and leaves those before as they were")
                .containsExactly(1f, 9f, 5f);
        publishing.accept(Snapshots.of(1, 3, 6f));
        assertThat(publishing.due(0).values()).containsExactly(1f, 8f, 6f);
        assertThatThrownBy(() -> publishing.accept(Snapshots.changed(6, second(4, 8f))))
                .hasMessageContaining("meets version 3");
    }

    private static ShardValues second(long since, float value) {
        return new ShardValues(new float[] {value}, new Stretches(since, new int[] {1, 2}));
    }

    @Test
    void aShardThatRunsAheadIsNotMixedWithOneBehind() {
        PublishingPolicy publishing = new PublishingPolicy("run", 2, new PublishingRule(1, 0, false));
        for (long version = 1; version <= 3; version++) {
            publishing.accept(snapshot(1, 0, version));
        }
        publishing.accept(snapshot(1, 1, 1));
        publishing.accept(snapshot(1, 1, 2));

        assertThat(publishing.due(0).values()).containsExactly(2f, 102f);
    }

    @Test
    void betweenTwoPublicationsLieAsManyVersionsAsAskedFor() {
        PublishingPolicy publishing = new PublishingPolicy("run", 1, new PublishingRule(3, 0, false));

        assertThat(published(publishing, 1, 0)).isTrue();
        assertThat(published(publishing, 2, 0)).isFalse();
        assertThat(published(publishing, 3, 0)).isFalse();
        assertThat(published(publishing, 4, 0)).isTrue();
    }

    @Test
    void theNewestIsPublishedWhenTheIntervalIsOver() {
        PublishingPolicy publishing = new PublishingPolicy("run", 1, new PublishingRule(1, 1000, false));
        assertThat(published(publishing, 1, 5000)).isTrue();
        assertThat(published(publishing, 2, 5400)).isFalse();
        assertThat(published(publishing, 3, 5500)).isFalse();
        assertThat(publishing.waitLeft(5500)).isEqualTo(500);

        assertThat(publishing.due(5999)).isNull();
        assertThat(publishing.due(6000).version()).isEqualTo(3);
        assertThat(publishing.waitLeft(6000)).isNegative();
    }

    @Test
    void aVersionThatIsNotDueIsPublishedOnCommandAndOnce() {
        PublishingPolicy publishing = new PublishingPolicy("run", 1, new PublishingRule(100, 1_000_000, false));
        assertThat(publishing.unpublished(0)).as("there is none").isNull();
        publishing.accept(snapshot(1, 0, 1));
        publishing.due(0);
        publishing.accept(snapshot(1, 0, 2));
        assertThat(publishing.due(1)).isNull();

        assertThat(publishing.unpublished(1).version()).isEqualTo(2);
        assertThat(publishing.unpublished(1)).isNull();
    }

    @Test
    void theLastVersionIsPublishedWhateverTheRulesSay() {
        PublishingPolicy publishing = new PublishingPolicy("run", 2, new PublishingRule(100, 1_000_000, false));
        publishing.accept(snapshot(1, 0, 1));
        publishing.accept(snapshot(1, 1, 1));
        publishing.due(0);

        publishing.accept(last(0, 2));
        assertThat(publishing.due(0)).as("the other shard has not ended").isNull();
        publishing.accept(last(1, 2));

        assertThat(publishing.due(0).last()).isTrue();
    }

    @Test
    void aNewSessionStartsWithWhatWasRestoredAndTheOldOneIsIgnored() {
        PublishingPolicy publishing = new PublishingPolicy("run", 1, new PublishingRule(100, 0, false));
        assertThat(published(publishing, 7, 0)).isTrue();
        publishing.accept(snapshot(2, 0, 5));
        publishing.accept(snapshot(1, 0, 8));

        ModelVersion version = publishing.due(0);

        assertThat(version.session()).isEqualTo(2);
        assertThat(version.version()).isEqualTo(5);
    }

    @Test
    void whereWorkersFollowWhateverChangesIsPublishedAtOnce() {
        PublishingPolicy publishing = followed();
        publishing.accept(snapshot(1, 0, 1));
        ModelVersion first = publishing.due(0);

        publishing.accept(acknowledging(0, 1, 4, 2));
        ModelVersion second = publishing.due(0);

        assertThat(first.relay().edition()).isEqualTo(1);
        assertThat(second.version()).as("only an acknowledgement is new").isEqualTo(1);
        assertThat(second.relay().edition()).isEqualTo(2);
        assertThat(second.relay().acknowledged()).containsExactly(4, 2);
        assertThat(publishing.due(1_000_000)).isNull();
    }

    /** One shard merged an empty contribution before another one, the other after it. */
    @Test
    void anAcknowledgementThatComesAfterItsVersionWasWholeIsPublishedToo() {
        PublishingPolicy publishing = new PublishingPolicy("run", 2, new PublishingRule(1, 0, true));
        publishing.accept(acknowledging(0, 6, 2, 1));
        publishing.accept(acknowledging(1, 6, 1, 1));
        assertThat(publishing.due(0).relay().acknowledged()).containsExactly(2, 1, 1, 1);

        publishing.accept(acknowledging(1, 6, 2, 1));

        assertThat(publishing.due(0).relay().acknowledged()).containsExactly(2, 1, 2, 1);
    }

    @Test
    void whereWorkersFollowNoVersionIsGivenUpHoweverFarAShardRunsAhead() {
        PublishingPolicy publishing = new PublishingPolicy("run", 2, new PublishingRule(1, 0, true));
        for (long version = 1; version <= 100; version++) {
            publishing.accept(acknowledging(0, version, version));
        }
        publishing.accept(acknowledging(1, 99, 99));

        assertThat(publishing.due(0).version()).isEqualTo(99);
    }

    @Test
    void aWorkerThatAsksIsAnsweredWithWhatThereIsAndWithTheSessionsSlots() {
        PublishingPolicy publishing = followed();
        publishing.accept(new Join(1, 77));
        assertThat(publishing.due(0)).as("nothing is known yet").isNull();
        publishing.accept(withSlots(5f));

        ModelVersion answer = publishing.due(0);
        publishing.accept(snapshot(1, 0, 3));
        ModelVersion next = publishing.due(0);
        publishing.accept(new Join(0, 88));
        publishing.accept(new Join(0, 99));
        ModelVersion again = publishing.due(0);

        assertThat(answer.relay().answered()).containsExactly(new Join(1, 77));
        assertThat(answer.relay().workerSlots().values()).containsExactly(5f);
        assertThat(next.relay().answered()).isEmpty();
        assertThat(next.relay().workerSlots()).isNull();
        assertThat(again.version()).isEqualTo(3);
        assertThat(again.relay().answered()).as("a worker's last word counts").containsExactly(new Join(0, 99));
        assertThat(again.relay().workerSlots().values()).containsExactly(5f);
        assertThat(publishing.due(0)).isNull();
    }

    @Test
    void aPublishedVersionFallsApartIntoTheSnapshotsItWasMadeOf() {
        PublishingPolicy publishing = new PublishingPolicy("run", 2, new PublishingRule(1, 0, true));
        VersionId id = new VersionId(2, 9, 6);
        ShardSnapshot one = new ShardSnapshot(
                id,
                0,
                new float[] {1},
                new ShardProgress(40, new long[0], 0, new TrainingTotals(1, 2, 3, 4, 5, 6, 7)),
                new Slots(new float[] {2, 3}, 8),
                false);
        ShardSnapshot other = new ShardSnapshot(
                id,
                1,
                new float[] {4, 5},
                new ShardProgress(41, new long[] {5, 7}, 0, TrainingTotals.ZERO),
                new Slots(new float[] {6, 7, 8, 9}, 8),
                false);
        publishing.accept(one);
        publishing.accept(other);
        publishing.accept(new Join(0, 1));

        assertThat(VersionSplitter.of(publishing.due(0)))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("progress.acknowledged")
                .containsExactly(one, other)
                .extracting(snapshot -> snapshot.progress().acknowledged())
                .as("a shard that has merged nothing has merged nobody's")
                .containsExactly(new long[] {0, 0}, new long[] {5, 7});
    }

    private static PublishingPolicy followed() {
        return new PublishingPolicy("run", 1, new PublishingRule(100, 1_000_000, true));
    }

    private static ShardSnapshot acknowledging(int shard, long version, long... numbers) {
        return Snapshots.acknowledging(Snapshots.of(shard, version, version), numbers);
    }

    private static ShardSnapshot withSlots(float slot) {
        return Snapshots.with(new Slots(new float[] {slot}, 0), Snapshots.of(0, 2, 0f));
    }

    private static boolean published(PublishingPolicy publishing, long version, long now) {
        publishing.accept(snapshot(1, 0, version));
        return publishing.due(now) != null;
    }

    private static ShardSnapshot snapshot(long session, int shard, long version) {
        return Snapshots.of(new VersionId(session, 1, version), shard, 100f * shard + version);
    }

    private static ShardSnapshot last(int shard, long version) {
        return Snapshots.last(snapshot(1, shard, version));
    }
}
