package io.backflow.jobs.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.Snapshots;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FeedbackChannelBrokerTest {

    private static final AtomicInteger JOBS = new AtomicInteger();

    private final SubtaskFeedbackKey subtask = new SubtaskFeedbackKey("job-" + JOBS.incrementAndGet(), 0);
    private final AtomicInteger rings = new AtomicInteger();

    @Test
    void ofEachShardOnlyTheNewestWaits() {
        FeedbackChannelBroker tail = FeedbackChannelBroker.join(subtask);
        FeedbackChannelBroker trainer = FeedbackChannelBroker.join(subtask);
        trainer.channel().subscribe(rings::incrementAndGet);

        tail.channel().put(snapshot(0, 1));
        tail.channel().put(snapshot(1, 1));
        tail.channel().put(snapshot(0, 2));

        assertThat(trainer.take()).extracting(ShardSnapshot::version).containsExactly(2L, 1L);
        assertThat(trainer.take()).isEmpty();
        assertThat(rings).as("one ring for all that waits").hasValue(1);
        leave(tail, trainer);
    }

    @Test
    void snapshotsOfATailThatCameFirstWaitForTheTrainer() {
        FeedbackChannelBroker tail = FeedbackChannelBroker.join(subtask);
        tail.channel().put(snapshot(0, 1));
        FeedbackChannelBroker trainer = FeedbackChannelBroker.join(subtask);
        assertThat(tail.channel().attended()).isFalse();

        trainer.channel().subscribe(rings::incrementAndGet);

        assertThat(rings).hasValue(1);
        assertThat(trainer.take()).hasSize(1);
        assertThat(tail.channel().attended()).isTrue();
        leave(tail, trainer);
    }

    @Test
    void theNextSnapshotAfterAPickUpRingsAgain() {
        FeedbackChannelBroker tail = FeedbackChannelBroker.join(subtask);
        FeedbackChannelBroker trainer = FeedbackChannelBroker.join(subtask);
        trainer.channel().subscribe(rings::incrementAndGet);
        tail.channel().put(snapshot(0, 1));
        trainer.take();

        tail.channel().put(snapshot(0, 2));

        assertThat(rings).hasValue(2);
        leave(tail, trainer);
    }

    @Test
    void slotsThatOnlyTheFirstSnapshotHasSurviveANewerOne() {
        FeedbackChannelBroker tail = FeedbackChannelBroker.join(subtask);
        tail.channel().put(Snapshots.with(new Slots(new float[] {5f}, 6), Snapshots.of(0, 0, 0f)));
        tail.channel().put(snapshot(0, 1));

        ShardSnapshot taken = FeedbackChannelBroker.join(subtask).take()[0];

        assertThat(taken.version()).isEqualTo(1);
        assertThat(taken.workerSlots().values()).containsExactly(5f);
        assertThat(taken.workerSlots().updates()).isEqualTo(6);
        leave(tail, tail);
    }

    @Test
    void aTrainerThatStoppedListeningIsLeftAlone() {
        FeedbackChannelBroker tail = FeedbackChannelBroker.join(subtask);
        FeedbackChannelBroker trainer = FeedbackChannelBroker.join(subtask);
        trainer.channel().subscribe(rings::incrementAndGet);
        tail.channel().put(snapshot(0, 1));

        trainer.channel().unsubscribe();
        tail.channel().put(snapshot(0, 2));

        assertThat(trainer.take()).isEmpty();
        assertThat(rings).hasValue(1);
        leave(tail, trainer);
    }

    @Test
    void nothingSurvivesOnceBothHaveLeft() {
        FeedbackChannelBroker tail = FeedbackChannelBroker.join(subtask);
        FeedbackChannelBroker trainer = FeedbackChannelBroker.join(subtask);
        tail.channel().put(snapshot(0, 1));
        leave(tail, trainer);

        FeedbackChannelBroker next = FeedbackChannelBroker.join(subtask);

        assertThat(next).isNotSameAs(tail);
        assertThat(next.take()).isEmpty();
        assertThat(next.channel().attended()).isFalse();
        next.leave();
    }

    @Test
    void anotherSubtaskOrAttemptIsAnotherPlace() {
        FeedbackChannelBroker here = FeedbackChannelBroker.join(subtask);
        FeedbackChannelBroker beside = FeedbackChannelBroker.join(new SubtaskFeedbackKey(subtask.execution(), 1));
        FeedbackChannelBroker later = FeedbackChannelBroker.join(new SubtaskFeedbackKey(subtask.execution() + "/1", 0));
        here.channel().put(snapshot(0, 1));

        assertThat(beside.take()).isEmpty();
        assertThat(later.take()).isEmpty();
        leave(here, beside);
        later.leave();
    }

    @Test
    void betweenTwoThreadsTheLastSnapshotAlwaysArrives() throws InterruptedException {
        int versions = 20_000;
        FeedbackChannelBroker tail = FeedbackChannelBroker.join(subtask);
        FeedbackChannelBroker trainer = FeedbackChannelBroker.join(subtask);
        CountDownLatch last = new CountDownLatch(1);
        trainer.channel().subscribe(() -> {
            for (ShardSnapshot snapshot : trainer.take()) {
                if (snapshot.version() == versions) {
                    last.countDown();
                }
            }
        });
        Thread thread = new Thread(() -> {
            for (int version = 1; version <= versions; version++) {
                tail.channel().put(snapshot(0, version));
            }
        });
        thread.start();
        thread.join();

        assertThat(last.getCount()).isZero();
        leave(tail, trainer);
    }

    private static void leave(FeedbackChannelBroker one, FeedbackChannelBroker other) {
        one.leave();
        other.leave();
    }

    private static ShardSnapshot snapshot(int shard, long version) {
        return Snapshots.of(shard, version, 0f);
    }
}
