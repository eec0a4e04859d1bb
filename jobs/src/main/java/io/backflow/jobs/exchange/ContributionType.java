package io.backflow.jobs.exchange;

import io.backflow.jobs.sync.Contribution;
import io.backflow.jobs.sync.Encoding;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoField;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;

/** Contributions as Flink writes records, but for their values, of which only what is not zero travels. */
public final class ContributionType {

    private ContributionType() {}

    /** Contributions whose values are rounded to {@code encoding} on the way. */
    public static TypeInformation<Contribution> of(Encoding encoding) {
        if (!(TypeInformation.of(Contribution.class) instanceof PojoTypeInfo<Contribution> plain)) {
            throw new IllegalStateException("Flink does not know how to write the record Contribution");
        }
        List<PojoField> fields = new ArrayList<>();
        for (int i = 0; i < plain.getArity(); i++) {
            PojoField field = plain.getPojoFieldAt(i);
            boolean values = field.getField().getName().equals("values");
            fields.add(values ? new PojoField(field.getField(), new PackedVectorType(encoding)) : field);
        }
        return new PojoTypeInfo<>(Contribution.class, fields);
    }
}
