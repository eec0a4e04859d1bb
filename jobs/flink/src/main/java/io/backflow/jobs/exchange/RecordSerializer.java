package io.backflow.jobs.exchange;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Java records that chained tasks pass on as they are; Flink's serializer writes those that leave their chain. */
final class RecordSerializer<T> extends MessageSerializer<T> {

    private static final long serialVersionUID = 1L;

    private final TypeSerializer<T> fields;

    RecordSerializer(Class<T> type, TypeSerializer<T> fields) {
        super(type);
        this.fields = fields;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return new RecordSerializer<>(type(), fields.duplicate());
    }

    @Override
    public void serialize(T message, DataOutputView out) throws IOException {
        fields.serialize(message, out);
    }

    @Override
    public T deserialize(DataInputView in) throws IOException {
        return fields.deserialize(in);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordSerializer<?> that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }
}
