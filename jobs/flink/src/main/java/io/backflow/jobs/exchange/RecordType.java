package io.backflow.jobs.exchange;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The type of immutable Java records between tasks. */
public final class RecordType {

    private RecordType() {}

    /** Tasks that are chained pass on the same object; who receives one never changes what its arrays contain. */
    public static <T extends Record> TypeInformation<T> of(Class<T> type) {
        return new MessageType<>(
                new RecordSerializer<>(type, TypeInformation.of(type).createSerializer(new SerializerConfigImpl())));
    }
}
