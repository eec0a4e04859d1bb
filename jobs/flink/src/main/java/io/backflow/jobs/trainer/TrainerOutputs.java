package io.backflow.jobs.trainer;

import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.PrequentialPrediction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** What a worker emits beside its contributions. */
public final class TrainerOutputs {

    /** Every step's prediction, made before the step was trained. */
    public static final OutputTag<PrequentialPrediction> SCORED =
            new OutputTag<>("scored", TypeInformation.of(PrequentialPrediction.class));

    /** Steps that came after their place had been given up as missing. */
    public static final OutputTag<Step> LATE = new OutputTag<>("late", TypeInformation.of(Step.class));

    /** Steps that came after their episode had ended. */
    public static final OutputTag<Step> AFTER_END = new OutputTag<>("after-end", TypeInformation.of(Step.class));

    /** What was not learnt as it came. */
    public static final OutputTag<IncidentCount> INCIDENTS =
            new OutputTag<>("incidents", TypeInformation.of(IncidentCount.class));

    /** Requests to be named by a published version. */
    public static final OutputTag<Join> JOINS = new OutputTag<>("joins", TypeInformation.of(Join.class));

    private TrainerOutputs() {}
}
