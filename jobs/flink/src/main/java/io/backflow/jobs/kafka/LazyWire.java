package io.backflow.jobs.kafka;

import io.backflow.schema.wire.Wire;
import java.io.Serializable;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.util.function.SerializableSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Wire} that is made where it is first used, so that a serializer can travel to its subtask.
 *
 * <p>It must not hold the class of the record: a JobManager that reads the job's graph would initialize that class on
 * one of its own threads, and Avro's thread-local variables there would keep the job's class loader for ever.
 */
final class LazyWire<T extends SpecificRecordBase> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final SerializableSupplier<Wire<T>> maker;
    private transient @Nullable Wire<T> wire;

    LazyWire(SerializableSupplier<Wire<T>> maker) {
        this.maker = maker;
    }

    Wire<T> get() {
        Wire<T> made = wire;
        if (made == null) {
            made = maker.get();
            wire = made;
        }
        return made;
    }
}
