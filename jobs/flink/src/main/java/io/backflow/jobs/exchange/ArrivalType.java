package io.backflow.jobs.exchange;

import io.backflow.jobs.sequence.Arrival;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Steps and labels between tasks. */
public final class ArrivalType {

    private ArrivalType() {}

    /** Steps and labels, with every bit. */
    public static TypeInformation<Arrival> get() {
        return new MessageType<>(new ArrivalSerializer());
    }
}
