package io.backflow.jobs.protocol;

/**
 * Which version of which server something belongs to.
 *
 * @param session counts the server's restarts within a run
 * @param nonce tells apart two servers that believe to be in the same session
 * @param version grows within a session
 */
public record VersionId(long session, long nonce, long version) {

    /** Whether both are the same server's. */
    public boolean sameServer(VersionId other) {
        return session == other.session && nonce == other.nonce;
    }
}
