package io.backflow.jobs.exchange;

import io.backflow.jobs.sequence.Step;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Steps between tasks. */
public final class StepType {

    private StepType() {}

    /** Steps, with every bit. */
    public static TypeInformation<Step> get() {
        return new MessageType<>(new StepSerializer());
    }
}
