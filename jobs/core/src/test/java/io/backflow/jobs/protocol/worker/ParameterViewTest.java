package io.backflow.jobs.protocol.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.ShardValues;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.Snapshots;
import io.backflow.jobs.protocol.Stretches;
import io.backflow.jobs.protocol.VersionId;
import org.junit.jupiter.api.Test;

class ParameterViewTest {

    private final ParameterView view = new ParameterView(new Sharding(3, 2), 1);

    @Test
    void aSnapshotWithoutValuesLeavesThemAndClosesRounds() {
        ParameterView copy = new ParameterView(new Sharding(1, 1), 0);
        copy.apply(Snapshots.of(0, 4, 1f));

        assertThat(copy.apply(Snapshots.closing(9, Snapshots.of(0, 4, 1f)).withoutValues()))
                .isTrue();

        assertThat(copy.values()).containsExactly(1f);
        assertThat(copy.closedRound()).isEqualTo(9);
        assertThat(copy.changes()).as("the values are the same").isEqualTo(1);
    }

    @Test
    void whatHasChangedIsPutToTheVersionThatIsHereOrALaterOne() {
        ParameterView copy = new ParameterView(new Sharding(3, 1), 0);
        copy.apply(Snapshots.of(0, 4, 1f, 2f, 3f));
        ShardSnapshot changed = Snapshots.changed(6, values(3, 9f));

        assertThat(copy.apply(changed)).isTrue();

        assertThat(copy.values()).containsExactly(1f, 9f, 3f);
        assertThat(copy.version()).isEqualTo(6);
        assertThat(copy.apply(Snapshots.changed(5, values(4, 7f))))
                .as("an older one")
                .isFalse();
        assertThat(copy.apply(changed)).as("once more").isTrue();
        assertThat(copy.values()).containsExactly(1f, 9f, 3f);
    }

    @Test
    void whatHasChangedSinceAVersionThatIsNotHereIsAnError() {
        ParameterView copy = new ParameterView(new Sharding(3, 1), 0);
        assertThatThrownBy(() -> copy.apply(Snapshots.changed(6, values(0, 9f))))
                .hasMessage("version 6 of session 1 of shard 0 has only what changed since version 0,"
                        + " and meets version 0 of session 0");
        copy.apply(Snapshots.of(0, 4, 1f, 2f, 3f));

        assertThatThrownBy(() -> copy.apply(Snapshots.changed(6, values(5, 9f))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(copy.values()).containsExactly(1f, 2f, 3f);
        assertThat(copy.version()).isEqualTo(4);
    }

    private static ShardValues values(long since, float second) {
        return new ShardValues(new float[] {second}, new Stretches(since, new int[] {1, 2}));
    }

    @Test
    void itIsCompleteOnceEveryShardHasASnapshot() {
        view.apply(snapshot(1, 0, 0, 1f));
        assertThat(view.complete()).isFalse();

        view.apply(snapshot(1, 0, 1, 2f, 3f));

        assertThat(view.complete()).isTrue();
        assertThat(view.values()).containsExactly(1f, 2f, 3f);
    }

    @Test
    void anOlderSessionIsIgnoredHoweverHighItsVersion() {
        view.apply(snapshot(2, 3, 0, 1f));

        assertThat(view.apply(snapshot(1, 99, 0, 9f))).isFalse();
        assertThat(view.values()[0]).isEqualTo(1f);
    }

    @Test
    void aNewSessionIsAcceptedHoweverLowItsVersion() {
        view.apply(snapshot(1, 99, 0, 9f));

        assertThat(view.apply(snapshot(2, 3, 0, 1f))).isTrue();
        assertThat(view.values()[0]).isEqualTo(1f);
    }

    @Test
    void anOlderVersionChangesNothingAndTheSameOneIsAccepted() {
        view.apply(snapshot(1, 5, 0, 5f));

        assertThat(view.apply(snapshot(1, 4, 0, 4f))).isFalse();
        assertThat(view.values()[0]).isEqualTo(5f);
        assertThat(view.apply(snapshot(1, 5, 0, 5f))).isTrue();
    }

    @Test
    void oneThatComesLateTakesNoClosedRoundBack() {
        ShardSnapshot before = closing(7);
        view.apply(closing(8));
        view.apply(snapshot(1, 5, 1, 5f, 5f));

        view.apply(before);

        assertThat(view.closedRound()).isEqualTo(8);
    }

    @Test
    void versionAndRoundAreThoseOfTheSlowestShard() {
        view.apply(snapshot(1, 5, 0, 1f));
        view.apply(snapshot(1, 3, 1, 1f, 1f));

        assertThat(view.version()).isEqualTo(3);
        assertThat(view.closedRound()).isEqualTo(13);
    }

    @Test
    void theSlotsOfTheSessionsFirstSnapshotStay() {
        Slots slots = new Slots(new float[] {4f, 5f}, 9);
        view.apply(Snapshots.with(slots, Snapshots.of(1, 0, 0f, 0f)));
        view.apply(snapshot(1, 1, 1, 1f, 1f));

        Slots taken = view.takeWorkerSlots(2);
        assertThat(taken.values()).containsExactly(0f, 4f, 5f);
        assertThat(taken.updates()).isEqualTo(9);
    }

    @Test
    void slotsOfAFirstSnapshotThatWasOvertakenStayToo() {
        Slots slots = new Slots(new float[] {4f, 5f}, 9);
        view.apply(Snapshots.of(0, 3, 1f, 2f));

        assertThat(view.apply(Snapshots.with(slots, Snapshots.of(0, 1, 7f, 7f))))
                .isFalse();

        assertThat(view.version()).isZero();
        assertThat(view.takeWorkerSlots(2).updates()).isEqualTo(9);
        assertThat(view.values()).startsWith(1f, 2f);
    }

    @Test
    void slotsThatAWorkerHasTakenOverAreNotKept() {
        Slots slots = new Slots(new float[] {4f, 5f}, 9);
        view.apply(Snapshots.with(slots, Snapshots.of(1, 0, 0f, 0f)));
        view.takeWorkerSlots(2);

        view.apply(Snapshots.with(slots, Snapshots.of(1, 1, 0f, 0f)));

        assertThat(view.takeWorkerSlots(2).hasValues()).isFalse();
    }

    /** Version 5 of the first shard, which did not change when a round without values was closed. */
    private static ShardSnapshot closing(long round) {
        return Snapshots.closing(round, Snapshots.of(0, 5, 0f));
    }

    private static ShardSnapshot snapshot(long session, long version, int shard, float... values) {
        return Snapshots.closing(10 + version, Snapshots.of(new VersionId(session, 1, version), shard, values));
    }
}
