package io.backflow.jobs.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sync.ShardSnapshot;
import io.backflow.jobs.sync.Tally;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HandOverTest {

    private static final AtomicInteger JOBS = new AtomicInteger();

    private final Place place = new Place("job-" + JOBS.incrementAndGet(), 0);
    private final AtomicInteger rings = new AtomicInteger();

    @Test
    void ofEachShardOnlyTheNewestWaits() {
        HandOver tail = HandOver.join(place);
        HandOver trainer = HandOver.join(place);
        trainer.inbox().attend(rings::incrementAndGet);

        tail.inbox().put(snapshot(0, 1));
        tail.inbox().put(snapshot(1, 1));
        tail.inbox().put(snapshot(0, 2));

        assertThat(trainer.take()).extracting(ShardSnapshot::version).containsExactly(2L, 1L);
        assertThat(trainer.take()).isEmpty();
        assertThat(rings).as("one ring for all that waits").hasValue(1);
        leave(tail, trainer);
    }

    @Test
    void aTailThatCameFirstIsHeardAsSoonAsTheTrainerAttends() {
        HandOver tail = HandOver.join(place);
        tail.inbox().put(snapshot(0, 1));
        HandOver trainer = HandOver.join(place);
        assertThat(tail.inbox().attended()).isFalse();

        trainer.inbox().attend(rings::incrementAndGet);

        assertThat(rings).hasValue(1);
        assertThat(trainer.take()).hasSize(1);
        assertThat(tail.inbox().attended()).isTrue();
        leave(tail, trainer);
    }

    @Test
    void theNextSnapshotAfterAPickUpRingsAgain() {
        HandOver tail = HandOver.join(place);
        HandOver trainer = HandOver.join(place);
        trainer.inbox().attend(rings::incrementAndGet);
        tail.inbox().put(snapshot(0, 1));
        trainer.take();

        tail.inbox().put(snapshot(0, 2));

        assertThat(rings).hasValue(2);
        leave(tail, trainer);
    }

    @Test
    void slotsThatOnlyTheFirstSnapshotHasSurviveANewerOne() {
        HandOver tail = HandOver.join(place);
        tail.inbox()
                .put(new ShardSnapshot(
                        1, 1, 0, 0, 0, new long[0], 0, new float[1], new float[] {5f}, 6, Tally.ZERO, false));
        tail.inbox().put(snapshot(0, 1));

        ShardSnapshot taken = HandOver.join(place).take()[0];

        assertThat(taken.version()).isEqualTo(1);
        assertThat(taken.workerSlots()).containsExactly(5f);
        assertThat(taken.workerUpdates()).isEqualTo(6);
        leave(tail, tail);
    }

    @Test
    void aTrainerThatStoppedListeningIsLeftAlone() {
        HandOver tail = HandOver.join(place);
        HandOver trainer = HandOver.join(place);
        trainer.inbox().attend(rings::incrementAndGet);
        tail.inbox().put(snapshot(0, 1));

        trainer.inbox().unattend();
        tail.inbox().put(snapshot(0, 2));

        assertThat(trainer.take()).isEmpty();
        assertThat(rings).hasValue(1);
        leave(tail, trainer);
    }

    @Test
    void nothingSurvivesOnceBothHaveLeft() {
        HandOver tail = HandOver.join(place);
        HandOver trainer = HandOver.join(place);
        tail.inbox().put(snapshot(0, 1));
        leave(tail, trainer);

        HandOver next = HandOver.join(place);

        assertThat(next).isNotSameAs(tail);
        assertThat(next.take()).isEmpty();
        assertThat(next.inbox().attended()).isFalse();
        next.leave();
    }

    @Test
    void anotherSubtaskOrAttemptIsAnotherPlace() {
        HandOver here = HandOver.join(place);
        HandOver beside = HandOver.join(new Place(place.execution(), 1));
        HandOver later = HandOver.join(new Place(place.execution() + "/1", 0));
        here.inbox().put(snapshot(0, 1));

        assertThat(beside.take()).isEmpty();
        assertThat(later.take()).isEmpty();
        leave(here, beside);
        later.leave();
    }

    @Test
    void betweenTwoThreadsTheLastSnapshotAlwaysArrives() throws InterruptedException {
        int versions = 20_000;
        HandOver tail = HandOver.join(place);
        HandOver trainer = HandOver.join(place);
        CountDownLatch last = new CountDownLatch(1);
        trainer.inbox().attend(() -> {
            for (ShardSnapshot snapshot : trainer.take()) {
                if (snapshot.version() == versions) {
                    last.countDown();
                }
            }
        });
        Thread thread = new Thread(() -> {
            for (int version = 1; version <= versions; version++) {
                tail.inbox().put(snapshot(0, version));
            }
        });
        thread.start();
        thread.join();

        assertThat(last.getCount()).isZero();
        leave(tail, trainer);
    }

    private static void leave(HandOver one, HandOver other) {
        one.leave();
        other.leave();
    }

    private static ShardSnapshot snapshot(int shard, long version) {
        return new ShardSnapshot(
                1, 1, shard, version, 0, new long[0], 0, new float[1], new float[0], 0, Tally.ZERO, false);
    }
}
