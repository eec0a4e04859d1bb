package io.backflow.jobs.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.ShardValues;
import io.backflow.jobs.protocol.Snapshots;
import io.backflow.jobs.protocol.Stretches;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.streaming.runtime.tasks.StreamTaskActionExecutor;
import org.apache.flink.streaming.runtime.tasks.mailbox.MailboxExecutorImpl;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailboxImpl;
import org.junit.jupiter.api.Test;

/** A channel to a trainer whose mailbox is Flink's own. */
class FeedbackChannelTest {

    private final TaskMailboxImpl mailbox = new TaskMailboxImpl(Thread.currentThread());
    private final MailboxExecutorImpl executor =
            new MailboxExecutorImpl(mailbox, 0, StreamTaskActionExecutor.IMMEDIATE);
    private final FeedbackChannel channel = new FeedbackChannel();

    @Test
    void aSnapshotReachesTheMailboxOfTheTrainer() throws Exception {
        channel.subscribe(
                () -> executor.execute(() -> assertThat(channel.take()).hasSize(1), "take over parameters"));

        channel.put(snapshot());
        executor.yield();

        assertThat(channel.take()).isEmpty();
    }

    /** As when a job is stopped with a savepoint, without drain: no operator is notified before its mailbox closes. */
    @Test
    void aClosedMailboxDoesNotFailTheTaskThatPutsSnapshots() {
        channel.subscribe(() -> executor.execute(() -> {}, "take over parameters"));
        mailbox.close();

        assertThatCode(() -> channel.put(snapshot())).doesNotThrowAnyException();
        assertThat(channel.take())
                .as("nothing is kept for a trainer that has gone")
                .isEmpty();
        assertThatCode(() -> channel.fail(new IllegalStateException("too late")))
                .doesNotThrowAnyException();
    }

    @Test
    void aFailureReachesATrainerThatSubscribesLater() {
        channel.fail(new IllegalStateException("the topic cannot be followed"));
        AtomicInteger calls = new AtomicInteger();

        channel.subscribe(calls::incrementAndGet);

        assertThat(calls).hasValue(1);
        assertThatThrownBy(channel::take).hasMessage("the topic cannot be followed");
    }

    @Test
    void anAcknowledgementDoesNotTakeThePlaceOfValues() {
        ShardSnapshot values = Snapshots.of(0, 1, 1f);
        ShardSnapshot newer = Snapshots.of(0, 2, 1f);
        ShardSnapshot acknowledgement = Snapshots.of(0, 1, 1f).withoutValues();

        channel.put(values);
        channel.put(acknowledgement);
        channel.put(newer);

        assertThat(channel.take()).containsExactly(newer, acknowledgement);
        assertThat(channel.take()).isEmpty();
    }

    @Test
    void whatHasChangedInTwoThatWaitIsTakenAsOne() {
        channel.put(changed(3, 0, 1f));
        channel.put(changed(4, 1, 2f));
        channel.put(Snapshots.of(0, 2, 9f, 9f)); // overtaken by both

        assertThat(channel.take()).singleElement().satisfies(both -> {
            assertThat(both.version()).isEqualTo(4);
            assertThat(both.values()).containsExactly(1f, 2f);
        });
    }

    private static ShardSnapshot changed(long version, int index, float value) {
        Stretches place = new Stretches(version - 1, new int[] {index, index + 1});
        return Snapshots.changed(version, new ShardValues(new float[] {value}, place));
    }

    private static ShardSnapshot snapshot() {
        return Snapshots.of(0, 0, 0f);
    }
}
