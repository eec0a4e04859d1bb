package io.backflow.jobs.server;

import io.backflow.jobs.publish.ModelVersion;
import java.io.Serial;
import java.io.Serializable;

/**
 * What the server begins with where no state was restored, and how it numbers its sessions.
 *
 * @param published newest session that the run had published when the job was submitted; 0: none. Sessions of this job
 *     are newer, or readers would not take their versions
 * @param parameters of a server without state
 */
public record Beginning(long published, Parameters parameters) implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    /** A run that has published nothing. */
    public static final Beginning NEW = new Beginning(0, new Parameters.Untrained());

    /** Parameters of a server without state. */
    public sealed interface Parameters extends Serializable {

        /** Drawn from the seed. */
        record Untrained() implements Parameters {}

        /** Those of a published version; slots of the optimizer are fresh. */
        record Published(ModelSource model) implements Parameters {}

        /** There must be none: an untrained model would be published over a trained one. */
        record Refused(String reason) implements Parameters {}
    }

    /** Where a published version is read. */
    @FunctionalInterface
    public interface ModelSource extends Serializable {

        /** The version, whole and verified; throws where it is no longer there. */
        ModelVersion read();
    }

    /** The session that follows the one in a restored state; 0: nothing was restored. */
    long next(long restored) {
        return Math.max(published, restored) + 1;
    }
}
