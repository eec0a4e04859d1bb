package io.backflow.jobs.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.Command.Kind;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.IssuedCommand;
import io.backflow.jobs.protocol.Contribution.Rollback;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.worker.Setting;
import io.backflow.model.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControlOperatorTest {

    /** What feeds were opened with, oldest first. */
    private static final List<Optional<Map<Integer, Long>>> OPENED = new ArrayList<>();

    private static ControlFeed.Receiver receiver;

    /** A feed that hands its receiver to the test. */
    private record TestFeed() implements ControlFeed {
        @Override
        public AutoCloseable open(@Nullable Map<Integer, Long> next, Receiver to) {
            OPENED.add(Optional.ofNullable(next));
            receiver = to;
            return () -> {};
        }
    }

    @Test
    void aRestoredOperatorReadsOnAfterTheLastCommandAndCountsOnRollbacks() throws Exception {
        OPENED.clear();
        OperatorSubtaskState state;
        try (var harness = harness()) {
            harness.open();
            receiver.positions(Map.of(0, 3L, 1, 5L));
            receiver.command(command(3, Kind.ROLL_BACK), new float[parameters()]);
            receiver.refused(new CommandId(1, 5), Kind.UNKNOWN, "it is none");
            mail(harness);
            state = harness.snapshot(1, 1);
        }
        try (var harness = harness()) {
            harness.initializeState(state);
            harness.open();
            receiver.command(command(4, Kind.ROLL_BACK), new float[parameters()]);
            mail(harness);

            assertThat(harness.extractOutputValues()).containsExactly(new IssuedCommand(command(4, Kind.ROLL_BACK), 2));
            assertThat(harness.getSideOutput(ControlOutputs.shardCommands(Setting.of(""))))
                    .allSatisfy(sent ->
                            assertThat(((Rollback) sent.getValue()).number()).isEqualTo(2));
        }
        assertThat(OPENED).containsExactly(Optional.empty(), Optional.of(Map.of(0, 4L, 1, 6L)));
    }

    @Test
    void anOperatorThatHasFoundNoTopicBeginsAtTheBeginningOfALaterOne() throws Exception {
        OPENED.clear();
        OperatorSubtaskState state;
        try (var harness = harness()) {
            harness.open();
            receiver.positions(Map.of());
            mail(harness);
            state = harness.snapshot(1, 1);
        }
        try (var harness = harness()) {
            harness.initializeState(state);
            harness.open();
        }

        assertThat(OPENED).containsExactly(Optional.empty(), Optional.of(Map.of()));
    }

    private static int parameters() {
        return ParameterLayout.of(Setting.of("").model()).size();
    }

    private static Command command(long offset, Kind kind) {
        return new Command(new CommandId(0, offset), kind, null, null, 1L);
    }

    private static OneInputStreamOperatorTestHarness<Step, IssuedCommand> harness() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new ControlOperatorFactory(Setting.of(""), new TestFeed()));
    }

    private static void mail(OneInputStreamOperatorTestHarness<?, ?> harness) throws Exception {
        for (Optional<Mail> next = take(harness); next.isPresent(); next = take(harness)) {
            next.get().run();
        }
    }

    private static Optional<Mail> take(OneInputStreamOperatorTestHarness<?, ?> harness) {
        return harness.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
    }
}
