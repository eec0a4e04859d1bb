package io.backflow.jobs.exchange;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Encoding;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;

/** From one task to another. */
public final class Travel {

    private Travel() {}

    /** What the server gets of what a worker sends. */
    public static Contribution over(Contribution contribution, Encoding encoding) throws IOException {
        TypeSerializer<Contribution> serializer = shipped(serializer(encoding));
        DataOutputSerializer out = new DataOutputSerializer(1 << 16);
        serializer.serialize(contribution, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    /** What writes contributions between tasks. */
    public static TypeSerializer<Contribution> serializer(Encoding encoding) {
        return ContributionType.of(encoding).createSerializer(new SerializerConfigImpl());
    }

    /** The serializer as a task has it: Flink sends it there by Java's serialization. */
    static <T> TypeSerializer<T> shipped(TypeSerializer<T> serializer) throws IOException {
        try {
            return InstantiationUtil.clone(serializer);
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    /** Bytes that {@code contribution} takes. */
    static int bytes(Contribution contribution, TypeInformation<Contribution> type) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(1 << 16);
        type.createSerializer(new SerializerConfigImpl()).serialize(contribution, out);
        return out.length();
    }
}
