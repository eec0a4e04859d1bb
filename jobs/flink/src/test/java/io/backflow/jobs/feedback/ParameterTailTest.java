package io.backflow.jobs.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Snapshots;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.trainer.SequenceTrainerFactory;
import io.backflow.jobs.worker.Setting;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The tail in Flink's own harness: when it waits for its trainer, and when it no longer does. */
class ParameterTailTest {

    private static final long TEN_MINUTES = 600_000;

    private final CoLocatedFeedback edge = new CoLocatedFeedback();
    private final AtomicInteger rings = new AtomicInteger();

    @Test
    void aTailWithoutATrainerFailsThoughNothingEverComes() throws Exception {
        try (var tail = tail()) {
            tail.setProcessingTime(59_999);

            assertThatThrownBy(() -> tail.setProcessingTime(60_000))
                    .hasStackTraceContaining("subtask 0 of parameter-tail has run for 60 s")
                    .hasStackTraceContaining("set server.feedback to topic");
        }
    }

    @Test
    void aTrainerThatRestoresForTenMinutesIsWaitedFor() throws Exception {
        try (var tail = tail()) {
            SubtaskFeedbackKey here =
                    SubtaskFeedbackKey.of(tail.getEnvironment().getExecutionId());
            FeedbackEdge.Presence presence = edge.announce(here);
            tail.setProcessingTime(TEN_MINUTES);
            tail.processElement(snapshot(3), 0);
            tail.processElement(snapshot(4), 0);

            FeedbackSubscription subscription = edge.open(here, rings::incrementAndGet);

            assertThat(rings).hasValue(1);
            assertThat(subscription.take()).extracting(ShardSnapshot::version).containsExactly(4L);
            subscription.close();
            presence.close();
        }
    }

    @Test
    void aTrainerAnnouncesItselfBeforeItRestoresAndNoLongerThanItRuns() throws Exception {
        JobConfig config = Setting.of(4, "sync: {type: asynchronous}\n");
        var trainer = new KeyedOneInputStreamOperatorTestHarness<String, Step, Contribution>(
                new SequenceTrainerFactory(config, edge), Step::sequenceId, Types.STRING, 128, 1, 0);
        SubtaskFeedbackKey there =
                SubtaskFeedbackKey.of(trainer.getEnvironment().getExecutionId());

        trainer.setup();
        assertThat(attended(there)).as("announced before the state is restored").isTrue();
        trainer.open();
        trainer.close();

        assertThat(attended(there)).as("left behind").isFalse();
    }

    private static boolean attended(SubtaskFeedbackKey subtask) {
        FeedbackChannelBroker broker = FeedbackChannelBroker.join(subtask);
        boolean attended = broker.channel().attended();
        broker.leave();
        return attended;
    }

    private static OneInputStreamOperatorTestHarness<ShardSnapshot, Void> tail() throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<ShardSnapshot, Void>(new ParameterTail());
        harness.open();
        return harness;
    }

    private static ShardSnapshot snapshot(long version) {
        return Snapshots.of(0, version, 0f);
    }
}
