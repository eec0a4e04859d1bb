package io.backflow.jobs.kafka;

import io.backflow.schema.wire.Wire;
import java.io.Serializable;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** A {@link Wire} that is made where it is first used, so that a serializer can travel to its subtask. */
final class LazyWire<T extends SpecificRecordBase> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private transient @Nullable Wire<T> wire;

    LazyWire(Class<T> type) {
        this.type = type;
    }

    Wire<T> get() {
        Wire<T> made = wire;
        if (made == null) {
            made = Wire.of(type, SpecificData.get().getSchema(type), Wire.ONE_MEBIBYTE);
            wire = made;
        }
        return made;
    }
}
