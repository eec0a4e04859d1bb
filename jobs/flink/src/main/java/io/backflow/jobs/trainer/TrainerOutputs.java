package io.backflow.jobs.trainer;

import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.exchange.StepType;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.publish.WorkerReport;
import io.backflow.jobs.sequence.LostLabel;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.WindowPredictions;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** What a worker emits beside its contributions. */
public final class TrainerOutputs {

    /** Forecasts, made when their steps arrived. */
    public static final OutputTag<Forecast> FORECASTS = new OutputTag<>("forecasts", RecordType.of(Forecast.class));

    /** The predictions of the steps that are written, made before these were trained. */
    public static final OutputTag<WindowPredictions> SCORED =
            new OutputTag<>("scored", RecordType.of(WindowPredictions.class));

    /** Steps that came after their place had been given up as missing. */
    public static final OutputTag<Step> LATE = new OutputTag<>("late", StepType.get());

    /** Steps that came after their episode had ended. */
    public static final OutputTag<Step> AFTER_END = new OutputTag<>("after-end", StepType.get());

    /** Labels that were dropped though they were perhaps never used. */
    public static final OutputTag<LostLabel> LOST_LABELS =
            new OutputTag<>("lost-labels", RecordType.of(LostLabel.class));

    /** What was not learnt as it came, and how forecasts came out. */
    public static final OutputTag<WorkerReport> REPORTS = new OutputTag<>("reports", RecordType.of(WorkerReport.class));

    /** Requests to be named by a published version. */
    public static final OutputTag<Join> JOINS = new OutputTag<>("joins", TypeInformation.of(Join.class));

    private TrainerOutputs() {}
}
