package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.Command.Kind;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.CommandReport;
import io.backflow.jobs.control.IssuedCommand;
import io.backflow.jobs.exchange.Travel;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.Trained;
import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.worker.Setting;
import io.backflow.jobs.worker.Waves;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands wait for a barrier, and what they changed is in the checkpoint. */
class CommandedTrainerTest {

    private static final List<Step> FEED = Waves.of(24, 40, 5);

    /** Of each sequence the first step: no window is full. */
    private static final List<Step> SHORT =
            FEED.stream().filter(step -> step.step() == 0).toList();

    @ParameterizedTest
    @ValueSource(
            strings = {"{type: asynchronous, send: gradient, staleness: 1000}", "{type: asynchronous, send: delta}"})
    void aPauseHoldsFromTheBarrierOnAndThroughARestore(String sync) throws Exception {
        JobConfig config = Setting.of(4, "sync: " + sync + "\n");
        OperatorSubtaskState state;
        try (TrainerHarness first = harness(config)) {
            first.processCommand(issued(Kind.PAUSE, null));
            feed(first, 0, FEED.size() / 3);
            first.barrier(1);
            assertThat(changes(first)).as("trained before the barrier").isPositive();
            state = first.snapshot(1, 1);
        }
        List<Contribution> sent = new ArrayList<>();
        try (TrainerHarness second = harness(config, state)) {
            feed(second, FEED.size() / 3, FEED.size());
            second.endInput();
            sent.addAll(second.extractOutputValues());
            assertThat(changes(second)).as("while it is paused").isZero();
        }
        assertThat(Contributions.totals(sent).steps()).isPositive();
    }

    @Test
    void aResetCompletesOpenWindowsAtTheBarrierAndSaysOfHowManySequences() throws Exception {
        JobConfig config = Setting.of(1, "sync: {type: asynchronous, send: gradient, staleness: 1000}\n");
        try (TrainerHarness harness = harness(config)) {
            for (Step step : SHORT) {
                harness.processElement(step, step.eventTime());
            }
            String one = SHORT.get(0).sequenceId();
            harness.processCommand(issued(Kind.RESET_SEQUENCE, one));
            harness.processCommand(issued(Kind.RESET_SEQUENCE, "nobody"));
            assertThat(trained(harness)).isZero();
            harness.barrier(1);
            assertThat(reports(harness)).extracting(CommandReport::sequences).containsExactly(1L, 0L);
            harness.processWatermark(0);
            assertThat(trained(harness)).isEqualTo(1);

            harness.processCommand(issued(Kind.RESET_SEQUENCE, null));
            harness.barrier(2);
            harness.processWatermark(1);
            harness.endInput();
            assertThat(trained(harness)).isEqualTo(SHORT.size());
            assertThat(reports(harness).get(2).sequences()).isEqualTo(SHORT.size());
        }
    }

    @Test
    void afterARollbackNothingIsTrainedBeforeItsParametersHaveCome() throws Exception {
        JobConfig config = Setting.of(4, "sync: {type: asynchronous, send: gradient, staleness: 1000}\n");
        FreshParameters parameters = new FreshParameters(config);
        try (TrainerHarness harness = harness(config, parameters, null)) {
            parameters.arrive();
            harness.processCommand(
                    new IssuedCommand(new Command(new CommandId(0, 0), Kind.ROLL_BACK, null, null, 1L), 1));
            harness.barrier(1);
            Thread other = new Thread(() -> {
                try {
                    Thread.sleep(200);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                parameters.rolledBack(1);
            });
            long before = changes(harness);
            other.start();
            feed(harness, 0, FEED.size() / 2);
            other.join();

            assertThat(before).isZero();
            assertThat(bases(harness)).as("versions that gradients are of").allMatch(version -> version == 7);
        }
    }

    private static List<Long> bases(TrainerHarness harness) {
        return harness.extractOutputValues().stream()
                .filter(Trained.class::isInstance)
                .map(sent -> ((Trained) sent).share().change())
                .filter(Objects::nonNull)
                .map(change -> change.baseVersion())
                .toList();
    }

    private static long changes(TrainerHarness harness) {
        return bases(harness).size();
    }

    private static List<CommandReport> reports(TrainerHarness harness) {
        return harness.getSideOutput(TrainerOutputs.REPORTS).stream()
                .map(record -> record.getValue().command())
                .filter(Objects::nonNull)
                .toList();
    }

    private static long trained(TrainerHarness harness) {
        var scored = harness.getSideOutput(TrainerOutputs.SCORED);
        return scored == null ? 0 : scored.size();
    }

    private static void feed(TrainerHarness harness, int from, int until) throws Exception {
        for (Step step : FEED.subList(from, until)) {
            harness.processElement(step, step.eventTime());
        }
    }

    private static IssuedCommand issued(Kind kind, @Nullable String sequence) {
        return new IssuedCommand(new Command(new CommandId(0, 0), kind, sequence, null, null), 0);
    }

    private static TrainerHarness harness(JobConfig config) throws Exception {
        return harness(config, null);
    }

    private static TrainerHarness harness(JobConfig config, @Nullable OperatorSubtaskState state) throws Exception {
        FreshParameters parameters = new FreshParameters(config);
        TrainerHarness harness = harness(config, parameters, state);
        parameters.arrive();
        return harness;
    }

    private static TrainerHarness harness(
            JobConfig config, FreshParameters parameters, @Nullable OperatorSubtaskState state) throws Exception {
        TrainerHarness harness = new TrainerHarness(config, parameters, 128, 1, 0);
        harness.setup(Travel.serializer(config.server().encoding()));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }
}
