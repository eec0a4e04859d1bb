package io.backflow.jobs.exchange;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Encoding;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Contributions between tasks; only what is not zero of their vectors travels. */
public final class ContributionType {

    private ContributionType() {}

    /** Contributions whose values are rounded to {@code encoding} on the way. */
    public static TypeInformation<Contribution> of(Encoding encoding) {
        return new MessageType<>(new ContributionSerializer(encoding));
    }
}
