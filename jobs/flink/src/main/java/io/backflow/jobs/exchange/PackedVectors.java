package io.backflow.jobs.exchange;

import io.backflow.jobs.protocol.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoField;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;

/** Types of records that Flink can serialize, with some of their vectors packed. */
final class PackedVectors {

    private PackedVectors() {}

    /**
     * The type of the record {@code type} for the way between tasks.
     *
     * @param vectors by name, those of its components that are to be packed
     */
    static <T> TypeInformation<T> in(Class<T> type, Map<String, Encoding> vectors) {
        if (!(TypeInformation.of(type) instanceof PojoTypeInfo<T> plain)) {
            throw new IllegalStateException("Flink does not know how to write the record " + type.getSimpleName());
        }
        List<PojoField> fields = new ArrayList<>();
        for (int i = 0; i < plain.getArity(); i++) {
            PojoField field = plain.getPojoFieldAt(i);
            Encoding encoding = vectors.get(field.getField().getName());
            fields.add(encoding == null ? field : new PojoField(field.getField(), new PackedVectorType(encoding)));
        }
        return new PojoTypeInfo<>(type, fields);
    }
}
