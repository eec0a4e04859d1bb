package io.backflow.jobs.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.CommandReport;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.forecast.Coverage;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.publish.WorkerReport;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {

    private static final JobConfig CONFIG = JobConfig.parse("""
            job: {run: r}
            kafka: {bootstrap_servers: "localhost:9092"}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 2}]
              head: {units: 1, loss: {type: mse}}
            publish: {interval: 1s}
            """);

    @Test
    void whatWasNotLearntIsSummedByReason() throws Exception {
        try (Harness harness = new Harness(null)) {
            harness.snapshot(1);
            harness.incident("late", 2);
            harness.incident("duplicate", 1);
            harness.incident("late", 3);
            harness.passes(1000);

            assertThat(harness.reports()).hasSize(2);
            assertThat(harness.reports().get(1).incidents())
                    .containsExactly(new IncidentCount("duplicate", 1), new IncidentCount("late", 5));
        }
    }

    @Test
    void theLastReportWaitsForBothInputsToEnd() throws Exception {
        try (Harness harness = new Harness(null)) {
            harness.snapshot(1);
            harness.snapshot(2);
            harness.operator.endInput1();
            harness.incident("late", 2);
            assertThat(harness.reports()).hasSize(1);
            harness.operator.endInput2();

            assertThat(harness.reports()).hasSize(2);
            assertThat(harness.reports().get(1).version()).isEqualTo(2);
            assertThat(harness.reports().get(1).incidents()).containsExactly(new IncidentCount("late", 2));
        }
    }

    @Test
    void aReportThatIsNotDueIsMadeWhenItIs() throws Exception {
        try (Harness harness = new Harness(null)) {
            harness.snapshot(1);
            harness.snapshot(2);
            assertThat(harness.reports()).hasSize(1);
            harness.passes(999);
            assertThat(harness.reports()).hasSize(1);
            harness.passes(1);
            assertThat(harness.reports()).hasSize(2);
            harness.passes(5000);
            assertThat(harness.reports()).as("nothing has changed").hasSize(2);
        }
    }

    @Test
    void theCountsGoOnFromACheckpoint() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = new Harness(null)) {
            harness.snapshot(1);
            harness.incident("late", 2);
            harness.forecasts(new ForecastTotals(2, 0, 0.5, 1, 2, new Coverage(0.8, 2, 1)));
            state = harness.operator.snapshot(1, 1);
        }
        try (Harness harness = new Harness(state)) {
            harness.incident("late", 1);
            harness.forecasts(new ForecastTotals(3, 1, 0.25, 2, 3, new Coverage(0.8, 3, 3)));
            harness.snapshot(2);

            assertThat(harness.reports().get(0).drift()).isEqualTo(new DriftAlarms(2, 2, 3, 4));
            assertThat(harness.reports().get(0).incidents()).containsExactly(new IncidentCount("late", 3));
            assertThat(harness.reports().get(0).forecasts())
                    .isEqualTo(new ForecastTotals(5, 1, 0.75, 3, 5, new Coverage(0.8, 5, 4)));
        }
    }

    @Test
    void anAnswerIsGivenWhenItsCheckpointIsCompleteOrWasRestored() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = new Harness(null)) {
            harness.snapshot(4);
            harness.command(1);
            assertThat(harness.answers()).isEmpty();
            state = harness.operator.snapshot(1, 1);
            harness.command(2);
            harness.operator.notifyOfCompletedCheckpoint(1);
            assertThat(harness.answers()).containsExactly("1 at 4");
        }
        try (Harness harness = new Harness(state)) {
            assertThat(harness.answers()).containsExactly("1 at 4");
        }
    }

    private static final class Harness implements AutoCloseable {

        private final TwoInputStreamOperatorTestHarness<ProgressAccount, WorkerReport, ProgressReport> operator;
        private long now = 5000;

        Harness(OperatorSubtaskState state) throws Exception {
            operator = new TwoInputStreamOperatorTestHarness<>(new ProgressReporter(CONFIG));
            operator.setProcessingTime(now);
            operator.setup();
            if (state != null) {
                operator.initializeState(state);
            }
            operator.open();
        }

        void snapshot(long version) throws Exception {
            operator.processElement1(new StreamRecord<>(new ProgressAccount(
                    new VersionId(1, 1, version), TrainingTotals.ZERO, 0, new DriftAlarms(version, 2, 3, 4))));
        }

        void incident(String reason, long count) throws Exception {
            operator.processElement2(new StreamRecord<>(WorkerReport.of(new IncidentCount(reason, count))));
        }

        void command(long offset) throws Exception {
            operator.processElement2(new StreamRecord<>(
                    WorkerReport.of(new CommandReport(new CommandId(0, offset), Command.Kind.PAUSE, null, 0))));
        }

        List<String> answers() {
            var answers = operator.getSideOutput(ServerStages.ANSWERS);
            return answers == null
                    ? List.of()
                    : answers.stream()
                            .map(record -> record.getValue())
                            .map(answer -> answer.id().offset() + " at " + answer.version())
                            .toList();
        }

        void forecasts(ForecastTotals totals) throws Exception {
            operator.processElement2(new StreamRecord<>(WorkerReport.of(totals)));
        }

        void passes(long millis) throws Exception {
            now += millis;
            operator.setProcessingTime(now);
        }

        List<ProgressReport> reports() {
            List<ProgressReport> reports = new ArrayList<>();
            operator.extractOutputValues().forEach(reports::add);
            return reports;
        }

        @Override
        public void close() throws Exception {
            operator.close();
        }
    }
}
