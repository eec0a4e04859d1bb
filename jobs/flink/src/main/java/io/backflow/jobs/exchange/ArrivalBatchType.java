package io.backflow.jobs.exchange;

import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Batches of steps and labels between tasks. */
public final class ArrivalBatchType {

    private ArrivalBatchType() {}

    /** Batches, with every bit. */
    public static TypeInformation<ArrivalBatch> get() {
        return new MessageType<>(new ArrivalBatchSerializer());
    }
}
