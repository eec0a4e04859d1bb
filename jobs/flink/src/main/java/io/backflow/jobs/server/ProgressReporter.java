package io.backflow.jobs.server;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.control.CommandReport;
import io.backflow.jobs.control.PendingAnswers;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.Incidents;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.publish.WorkerReport;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Emits the state of the training run, at most once an interval and once when all inputs have ended. One subtask; its
 * state is what was not learnt, by reason, and how forecasts came out, which it sums over the workers.
 */
final class ProgressReporter extends AbstractStreamOperator<ProgressReport>
        implements TwoInputStreamOperator<ProgressAccount, WorkerReport, ProgressReport>, BoundedMultiInput {

    private static final long serialVersionUID = 1L;
    private static final int INPUTS = 2;

    private final String run;
    private final long intervalMillis;
    private transient Incidents incidents;
    private transient ListState<IncidentCount> kept;
    private transient ForecastTotals forecasts;
    private transient ListState<ForecastTotals> keptForecasts;
    private transient StepTotals[] forecastSteps;
    private transient ListState<StepTotals> keptSteps;
    private transient ListState<CommandAnswer> keptAnswers;
    private transient PendingAnswers answers;
    private transient @Nullable ProgressAccount newest;
    private transient long reportedAt;
    private transient boolean changed;
    private transient boolean timerSet;
    private transient int ended;

    ProgressReporter(JobConfig config) {
        run = config.job().run();
        intervalMillis = config.publish().interval().toMillis();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        kept = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("incidents", TypeInformation.of(IncidentCount.class)));
        incidents = new Incidents();
        for (IncidentCount count : kept.get()) {
            incidents.add(count);
        }
        keptForecasts = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("forecasts", TypeInformation.of(ForecastTotals.class)));
        forecasts = ForecastTotals.ZERO;
        for (ForecastTotals totals : keptForecasts.get()) {
            forecasts = forecasts.plus(totals);
        }
        keptSteps = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("forecast-steps", TypeInformation.of(StepTotals.class)));
        forecastSteps = new StepTotals[0];
        for (StepTotals totals : keptSteps.get()) {
            forecastSteps = StepTotals.sum(forecastSteps, totals);
        }
        keptAnswers = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("answers", TypeInformation.of(CommandAnswer.class)));
        answers = new PendingAnswers();
        for (CommandAnswer answer : keptAnswers.get()) {
            answers.restore(answer);
        }
    }

    /** What a restored state has not seen given is given now. */
    @Override
    public void open() throws Exception {
        super.open();
        answer(answers.complete(Long.MIN_VALUE));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        answers.barrier(context.getCheckpointId(), newest == null ? null : newest.id());
        keptAnswers.update(answers.held());
        kept.update(Arrays.asList(incidents.counts()));
        keptForecasts.update(List.of(forecasts));
        keptSteps.update(Arrays.asList(forecastSteps));
    }

    @Override
    public void processElement1(StreamRecord<ProgressAccount> element) {
        newest = element.getValue();
        changed = true;
        reportDue();
    }

    @Override
    public void processElement2(StreamRecord<WorkerReport> element) {
        IncidentCount incident = element.getValue().incident();
        if (incident != null) {
            incidents.add(incident);
        }
        ForecastTotals scored = element.getValue().forecasts();
        if (scored != null) {
            forecasts = forecasts.plus(scored);
            forecastSteps = StepTotals.sum(forecastSteps, element.getValue().steps());
        }
        CommandReport command = element.getValue().command();
        if (command != null) {
            answers.add(command);
            return;
        }
        changed = true;
        reportDue();
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        answer(answers.complete(checkpointId));
    }

    private void answer(List<CommandAnswer> due) {
        due.forEach(answer -> output.collect(ServerStages.ANSWERS, new StreamRecord<>(answer)));
    }

    @Override
    public void endInput(int input) {
        ended++;
        if (ended == INPUTS) {
            answer(answers.end());
        }
        reportDue();
    }

    private void reportDue() {
        ProgressAccount account = newest;
        if (account == null || !changed) {
            return;
        }
        long now = getProcessingTimeService().getCurrentProcessingTime();
        if (ended == INPUTS || now - reportedAt >= intervalMillis) {
            report(account, now);
        } else if (!timerSet) {
            timerSet = true;
            getProcessingTimeService().registerTimer(reportedAt + intervalMillis, time -> {
                timerSet = false;
                reportDue();
            });
        }
    }

    private void report(ProgressAccount account, long now) {
        reportedAt = now;
        changed = false;
        output.collect(new StreamRecord<>(new ProgressReport(
                run,
                account.id().session(),
                account.id().version(),
                now,
                account.totals(),
                account.staleness(),
                incidents.counts(),
                forecasts,
                forecastSteps,
                account.drift())));
    }
}
