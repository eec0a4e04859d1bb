package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.exchange.Travel;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.worker.Setting;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sequence has one timer at most, however often what it waits for changes. */
class SequenceTimersTest {

    private static final int DAY = Math.toIntExact(Duration.ofDays(1).toSeconds());
    private static final String LIVES = "sequence: {time_to_live: 2d, session_gap: 1d}\n";

    @ParameterizedTest
    @ValueSource(strings = {"", "stream: {order: {type: time, lateness: 30s}}\n", "stream: {order: time}\n"})
    void aDayOfGapsAndDisorderLeavesOneTimerASequenceAndItsEndNone(String order) throws Exception {
        JobConfig config = Setting.replaying(
                1, 2, "sync: {type: asynchronous, send: gradient, staleness: 100000}\n" + LIVES + order);
        FreshParameters parameters = new FreshParameters(config);
        try (var harness = new TrainerHarness(config, parameters, 1, 1, 0)) {
            harness.setup(Travel.serializer(config.server().encoding()));
            harness.open();
            parameters.arrive();
            Random random = new Random(1);
            int most = 0;
            for (int second = 0; second < DAY; second += 60) {
                int number = second / 60;
                boolean missing = number % 15 == 7;
                if (!missing) {
                    long time = 1000L * (second - random.nextInt(20));
                    harness.processElement(step("a", number, time), time);
                    harness.processElement(step("b", number, time), time);
                }
                harness.processWatermark(1000L * (second - 20));
                most = Math.max(most, harness.numEventTimeTimers());
            }
            assertThat(most).as("timers of two sequences").isEqualTo(2);

            harness.processWatermark(Duration.ofDays(9).toMillis());
            Optional<Mail> next = harness.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
            while (next.isPresent()) {
                next.get().run();
                next = harness.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
            }
            assertThat(harness.numEventTimeTimers()).isZero();
            assertThat(harness.statesKept())
                    .as("states of sequences that are over")
                    .isZero();
        }
    }

    private static Step step(String id, long number, long time) {
        return new Step(id, number, time, new float[] {number, 0}, Step.NONE, new float[] {1}, Step.NONE, 1f, false);
    }
}
