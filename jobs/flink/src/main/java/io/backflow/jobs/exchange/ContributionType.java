package io.backflow.jobs.exchange;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Encoding;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Contributions as Flink writes records, but for their vectors, of which only what is not zero travels. */
public final class ContributionType {

    private ContributionType() {}

    /** Contributions whose values are rounded to {@code encoding} on the way. */
    public static TypeInformation<Contribution> of(Encoding encoding) {
        return PackedVectors.in(Contribution.class, Map.of("values", encoding, "slots", Encoding.FLOAT32));
    }
}
