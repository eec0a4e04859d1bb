package io.backflow.jobs.exchange;

import io.backflow.jobs.protocol.Encoding;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** A vector that {@link PackedVectorSerializer} writes. */
final class PackedVectorType extends TypeInformation<float[]> {

    private static final long serialVersionUID = 1L;

    private final Encoding encoding;

    PackedVectorType(Encoding encoding) {
        this.encoding = encoding;
    }

    @Override
    public TypeSerializer<float[]> createSerializer(SerializerConfig config) {
        return new PackedVectorSerializer(encoding);
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
    public Class<float[]> getTypeClass() {
        return float[].class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public String toString() {
        return "PackedVector[" + encoding + "]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedVectorType packed && packed.encoding == encoding;
    }

    @Override
    public int hashCode() {
        return Objects.hash(encoding);
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof PackedVectorType;
    }
}
