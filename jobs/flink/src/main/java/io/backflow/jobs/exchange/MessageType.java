package io.backflow.jobs.exchange;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of messages that a {@link MessageSerializer} writes. */
final class MessageType<T> extends TypeInformation<T> {

    private static final long serialVersionUID = 1L;

    private final MessageSerializer<T> serializer;

    MessageType(MessageSerializer<T> serializer) {
        this.serializer = serializer;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer.duplicate();
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<T> getTypeClass() {
        return serializer.type();
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public String toString() {
        return serializer.type().getSimpleName();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageType<?> type && type.serializer.equals(serializer);
    }

    @Override
    public int hashCode() {
        return serializer.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof MessageType;
    }
}
