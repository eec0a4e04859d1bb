package io.backflow.jobs.protocol;

import java.io.Serial;
import java.io.Serializable;

/**
 * Identity of a version of a server's parameters.
 *
 * @param session counts the server's restarts within a run
 * @param nonce distinguishes two servers with the same session number
 * @param version grows within a session
 */
public record VersionId(long session, long nonce, long version) implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Another version of the same server. */
    public VersionId at(long other) {
        return new VersionId(session, nonce, other);
    }

    /** Whether both are of the same server. */
    public boolean sameServer(VersionId other) {
        return session == other.session && nonce == other.nonce;
    }
}
