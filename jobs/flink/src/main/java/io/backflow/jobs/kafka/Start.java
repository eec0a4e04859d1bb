package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.parameters.PublishedRun;
import io.backflow.jobs.server.Beginning;
import io.backflow.jobs.source.BoundedRead;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found out before a start, for the job to begin with.
 *
 * @param beginning what its server begins with where no state is restored
 * @param bound how far it reads; null: without end
 * @param published what its run had published before
 */
public record Start(Beginning beginning, @Nullable BoundedRead bound, Optional<PublishedRun> published) {

    /**
     * For who knows that no state will be restored: throws where a server without state would not begin.
     *
     * @throws ConfigException that says what to do instead
     */
    public void refuseUntrained() {
        if (beginning.parameters() instanceof Beginning.Parameters.Refused refused) {
            throw new ConfigException(refused.reason());
        }
    }
}
