package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.exchange.Travel;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowPredictions;
import io.backflow.jobs.worker.Setting;
import io.backflow.jobs.worker.Waves;
import io.backflow.model.kernel.BlasKernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The operator in Flink's own harness: what it keeps over a checkpoint, and where that goes when workers come or go.
 */
class SequenceTrainerTest {

    private static final int KEY_GROUPS = 128;
    private static final List<Step> FEED = Waves.of(24, 40, 5);

    /** Of each sequence the first step: no window is full. */
    private static final List<Step> SHORT =
            FEED.stream().filter(step -> step.step() == 0).toList();

    @ParameterizedTest
    @ValueSource(
            strings = {"{type: asynchronous, send: gradient, staleness: 1000}", "{type: asynchronous, send: delta}"})
    void whatIsNotTrainedAtACheckpointIsTrainedAfterARestore(String sync) throws Exception {
        JobConfig config = config(1000, sync);
        List<Contribution> sent = new ArrayList<>();
        OperatorSubtaskState state = firstHalf(config, sent);

        try (var second = Trial.of(config, 1, 0)) {
            second.harness().initializeState(state);
            second.harness().open();
            finish(second, FEED.subList(FEED.size() / 2, FEED.size()), sent);
        }

        assertThat(Contributions.totals(sent).stepsHash()).isEqualTo(Waves.hash(FEED));
        assertThat(Contributions.totals(sent).steps()).isEqualTo(FEED.size());
    }

    @Test
    void aWorkerWithAnotherKernelThanTheJobAsksForIsRefusedAndOneWithItIsNot() throws Exception {
        var refused = Trial.of(withKernel("K10"), 1, 0);
        assertThatThrownBy(() -> refused.harness().open())
                .isInstanceOf(SuppressRestartsException.class)
                .cause()
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "job.blas_kernel is \"K10\", but this process multiplies matrices with the kernel "
                                + BlasKernel.name())
                .hasMessageContaining(BlasKernel.VARIABLE + "=K10");
        refused.harness().getOperator().close();
        try (var trial = Trial.of(withKernel(BlasKernel.name()), 1, 0)) {
            trial.harness().open();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{type: asynchronous, send: gradient, staleness: 1000}", "{type: asynchronous}"})
    void snapshotsThatComeAreTakenOverBetweenTheMinibatchesThatTheEndOfTheInputLeaves(String sync) throws Exception {
        try (var trial = Trial.of(config(1000, sync), 1, 0)) {
            trial.harness().open();
            for (Step step : FEED) {
                trial.harness().processElement(step, step.eventTime());
            }
            trial.parameters().arrive(0);
            trial.parameters().arrive(5);
            trial.harness().endInput();

            List<Long> versions = trial.harness().getSideOutput(TrainerOutputs.SCORED).stream()
                    .map(scored -> scored.getValue().first().version())
                    .distinct()
                    .toList();
            assertThat(versions).as("of one minibatch, and of all after it").containsExactly(0L, 5L);
        }
    }

    @Test
    void aWindowsRecordSaysWhatTheRecordsOfItsStepsSayWithoutWhatTheStreamSays() throws Exception {
        List<WindowPredictions> windows = written("{record: window}");
        List<WindowPredictions> steps = written("{record: step}");

        assertThat(steps).hasSize(FEED.size()).allMatch(record -> record.steps().length == 1);
        assertThat(steps).anyMatch(record -> record.first().target() != null);
        assertThat(windows).hasSizeLessThan(FEED.size() / 2);
        assertThat(predictions(windows))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("target", "baseline")
                .containsExactlyElementsOf(predictions(steps));
        assertThat(predictions(windows)).allMatch(said -> said.target() == null && said.baseline() == null);
    }

    private static List<PrequentialPrediction> predictions(List<WindowPredictions> records) {
        return records.stream().flatMap(record -> Stream.of(record.steps())).toList();
    }

    private static List<WindowPredictions> written(String predictions) throws Exception {
        JobConfig config = Setting.of(8, "sync: {type: asynchronous, send: delta}\npredictions: " + predictions + "\n");
        try (var trial = Trial.of(config, 1, 0)) {
            trial.harness().open();
            trial.parameters().arrive();
            finish(trial, FEED, new ArrayList<>());
            return trial.harness().getSideOutput(TrainerOutputs.SCORED).stream()
                    .map(StreamRecord::getValue)
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{type: asynchronous, send: gradient, staleness: 1000}", "{type: asynchronous, send: delta}"})
    void aCheckpointMayComeBetweenTheMinibatchesThatAWatermarkLeaves(String sync) throws Exception {
        JobConfig config = Setting.of(4, "sync: " + sync + "\nsequence: {session_gap: 1h}\n");
        List<Contribution> sent = new ArrayList<>();
        OperatorSubtaskState state;
        long trained;
        try (var first = Trial.of(config, 1, 0)) {
            first.harness().open();
            first.parameters().arrive();
            for (Step step : SHORT) {
                first.harness().processElement(step, step.eventTime());
            }
            first.harness().processWatermark(Duration.ofHours(2).toMillis());
            assertThat(first.trained()).as("steps trained inside the watermark").isLessThanOrEqualTo(4);
            first.turn();
            first.turn();
            trained = first.trained();
            state = snapshot(first);
            sent.addAll(first.harness().extractOutputValues());
        }
        assertThat(trained).as("steps trained before the barrier").isBetween(1L, SHORT.size() - 1L);

        try (var second = Trial.of(config, 1, 0)) {
            second.harness().initializeState(state);
            second.harness().open();
            finish(second, List.of(), sent);
        }

        assertThat(Contributions.totals(sent).stepsHash()).isEqualTo(Waves.hash(SHORT));
        assertThat(Contributions.totals(sent).steps()).isEqualTo(SHORT.size());
    }

    @Test
    void turnsOfTheMailboxTrainAllThatIsDueWithoutFurtherInput() throws Exception {
        JobConfig config = Setting.of(4, "sync: {type: asynchronous, send: delta}\nsequence: {session_gap: 1h}\n");
        try (var trial = Trial.of(config, 1, 0)) {
            trial.harness().open();
            trial.parameters().arrive();
            for (Step step : SHORT) {
                trial.harness().processElement(step, step.eventTime());
            }
            trial.harness().processWatermark(Duration.ofHours(2).toMillis());

            trial.turns();

            assertThat(trial.trained()).isEqualTo(SHORT.size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void anotherNumberOfWorkersSharesTheSequencesAndTrainsEachOnce(int workers) throws Exception {
        JobConfig config = config(1000, "{type: asynchronous, send: delta}");
        List<Contribution> sent = new ArrayList<>();
        OperatorSubtaskState state = firstHalf(config, sent);

        for (int worker = 0; worker < workers; worker++) {
            List<Contribution> mine = new ArrayList<>();
            List<Step> rest = FEED.subList(FEED.size() / 2, FEED.size()).stream()
                    .filter(isOf(worker, workers))
                    .toList();
            try (var trial = Trial.of(config, workers, worker)) {
                trial.harness()
                        .initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                state, KEY_GROUPS, 1, workers, worker));
                trial.harness().open();
                finish(trial, rest, mine);
            }
            assertThat(Contributions.totals(mine).steps())
                    .as("worker %d", worker)
                    .isPositive();
            sent.addAll(mine);
        }

        assertThat(Contributions.totals(sent).stepsHash()).isEqualTo(Waves.hash(FEED));
    }

    @Test
    void whatWasKeptForAnotherHorizonEndsTheJobForGood() throws Exception {
        JobConfig full = JobConfig.parse(config(1, "{type: asynchronous, send: delta}")
                .toJson()
                .replace("\"truncated\"", "\"full\"")
                .replace("\"back\":4,\"carry\":true", "\"max_steps\":1000"));
        OperatorSubtaskState state;
        try (var first = Trial.of(full, 1, 0)) {
            first.harness().open();
            first.parameters().arrive();
            for (Step step : FEED.subList(0, FEED.size() / 2)) {
                first.harness().processElement(step, step.eventTime());
            }
            state = snapshot(first);
        }
        var second =
                Trial.of(config(1, "{type: asynchronous, send: delta}"), 1, 0).harness();
        second.initializeState(state);

        assertThatExceptionOfType(SuppressRestartsException.class)
                .isThrownBy(second::open)
                .havingCause()
                .isInstanceOf(ConfigException.class)
                .withMessageContaining("was restored with kept windows of 4 steps, not yet learnt from");
        second.getOperator().close();
    }

    /** Nobody sets a timer for a sequence that has fallen silent before the restart. */
    @Test
    void aSessionGapThatIsNewEndsTheSessionsOfBefore() throws Exception {
        JobConfig config = config(1, "{type: asynchronous, send: gradient, staleness: 1000}");
        JobConfig gap =
                JobConfig.parse(config.toJson().replace("\"sequence\":{", "\"sequence\":{\"session_gap\":\"10s\","));
        OperatorSubtaskState state;
        try (var first = Trial.of(config, 1, 0)) {
            first.harness().open();
            first.harness().processElement(FEED.get(0), 0);
            state = snapshot(first);
        }
        try (var second = Trial.of(gap, 1, 0)) {
            second.harness().initializeState(state);
            second.harness().open();
            second.parameters().arrive();
            second.harness().processWatermark(FEED.get(0).eventTime() + 10_000);
            second.turns();
            assertThat(Contributions.totals(second.harness().extractOutputValues())
                            .steps())
                    .isEqualTo(1);
        }
    }

    @Test
    void theClassesThatTheBaselineHasSeenSurviveARestore() throws Exception {
        JobConfig config = JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092", bounded: true}
                model: {input: {type: features, size: 1}, layers: [{type: gru, units: 2}], head: {units: 3, loss: {type: cross_entropy}}}
                horizon: {type: truncated, every: 4}
                batch: {size: 1}
                forecast: {type: training}
                """);
        OperatorSubtaskState state;
        try (var first = Trial.of(config, 1, 0)) {
            first.harness().open();
            first.parameters().arrive();
            for (int t = 0; t < 4; t++) {
                first.harness().processElement(labelled(t), t);
            }
            state = snapshot(first);
        }
        try (var second = Trial.of(config, 1, 0)) {
            second.harness().initializeState(state);
            second.harness().open();
            second.parameters().arrive();
            for (int t = 4; t < 8; t++) {
                second.harness().processElement(labelled(t), t);
            }

            PrequentialPrediction next = second.harness()
                    .getSideOutput(TrainerOutputs.SCORED)
                    .remove()
                    .getValue()
                    .first();
            assertThat(next.step()).isEqualTo(4);
            // four of four were of the class, three classes, each begun at one
            assertThat(next.baselineLoss()).isCloseTo((float) -Math.log(5.0 / 7), within(1e-6f));
        }
    }

    /** Takes the first half of the feed without ever hearing of parameters, so that all of it waits in state. */
    private static OperatorSubtaskState firstHalf(JobConfig config, List<Contribution> sent) throws Exception {
        try (var first = Trial.of(config, 1, 0)) {
            first.harness().open();
            for (Step step : FEED.subList(0, FEED.size() / 2)) {
                first.harness().processElement(step, step.eventTime());
            }
            OperatorSubtaskState state = snapshot(first);
            sent.addAll(first.harness().extractOutputValues());
            assertThat(Contributions.totals(sent)).isEqualTo(TrainingTotals.ZERO);
            return state;
        }
    }

    private static void finish(Trial trial, List<Step> rest, List<Contribution> sent) throws Exception {
        trial.parameters().arrive();
        for (Step step : rest) {
            trial.harness().processElement(step, step.eventTime());
        }
        trial.harness().processWatermark(Long.MAX_VALUE);
        trial.harness().endInput();
        sent.addAll(trial.harness().extractOutputValues());
    }

    private static OperatorSubtaskState snapshot(Trial trial) throws Exception {
        trial.harness().prepareSnapshotPreBarrier(1);
        return trial.harness().snapshot(1, 1);
    }

    /** The operator in a harness, and its feedback edge. */
    private record Trial(TrainerHarness harness, FreshParameters parameters) implements AutoCloseable {

        static Trial of(JobConfig config, int workers, int worker) throws Exception {
            FreshParameters parameters = new FreshParameters(config);
            TrainerHarness harness = new TrainerHarness(config, parameters, KEY_GROUPS, workers, worker);
            harness.setup(Travel.serializer(config.server().encoding()));
            return new Trial(harness, parameters);
        }

        /** Does what waits longest in the mailbox; false where nothing does. */
        boolean turn() throws Exception {
            Optional<Mail> next = harness.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
            if (next.isPresent()) {
                next.get().run();
            }
            return next.isPresent();
        }

        /** Does all that waits in the mailbox. */
        void turns() throws Exception {
            while (turn()) {
                // one after another
            }
        }

        /** Steps whose predictions were made so far. */
        long trained() {
            var scored = harness.getSideOutput(TrainerOutputs.SCORED);
            return scored == null ? 0 : scored.size();
        }

        @Override
        public void close() throws Exception {
            harness.close();
        }
    }

    private static Predicate<Step> isOf(int worker, int workers) {
        return step ->
                KeyGroupRangeAssignment.assignKeyToParallelOperator(step.sequenceId(), KEY_GROUPS, workers) == worker;
    }

    private static Step labelled(int t) {
        return new Step("labelled", t, t, new float[1], Step.NONE, null, 0, 1f, false);
    }

    private static JobConfig withKernel(String name) {
        String any = config(1, "{type: asynchronous}").toJson();
        return JobConfig.parse(any.replace("\"seed\":3", "\"seed\":3,\"blas_kernel\":\"" + name + "\""));
    }

    private static JobConfig config(int batch, String sync) {
        return Setting.of(batch, "sync: " + sync + "\n");
    }
}
