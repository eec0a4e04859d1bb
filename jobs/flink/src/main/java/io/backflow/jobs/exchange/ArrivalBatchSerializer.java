package io.backflow.jobs.exchange;

import io.backflow.jobs.sequence.Arrival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Batches between tasks: how many arrivals, then each. Not thread-safe. */
final class ArrivalBatchSerializer extends MessageSerializer<ArrivalBatch> {

    private static final long serialVersionUID = 1L;

    private final ArrivalSerializer each = new ArrivalSerializer();

    ArrivalBatchSerializer() {
        super(ArrivalBatch.class);
    }

    @Override
    public TypeSerializer<ArrivalBatch> duplicate() {
        return new ArrivalBatchSerializer();
    }

    @Override
    public void serialize(ArrivalBatch batch, DataOutputView out) throws IOException {
        List<Arrival> arrivals = batch.arrivals();
        out.writeInt(arrivals.size());
        for (int i = 0; i < arrivals.size(); i++) {
            each.serialize(arrivals.get(i), out);
        }
    }

    @Override
    public ArrivalBatch deserialize(DataInputView in) throws IOException {
        int count = in.readInt();
        List<Arrival> arrivals = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            arrivals.add(each.deserialize(in));
        }
        return new ArrivalBatch(arrivals);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArrivalBatchSerializer;
    }

    @Override
    public int hashCode() {
        return ArrivalBatchSerializer.class.hashCode();
    }
}
