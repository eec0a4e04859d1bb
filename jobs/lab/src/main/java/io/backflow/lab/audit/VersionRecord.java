package io.backflow.lab.audit;

import io.backflow.jobs.protocol.VersionId;

/**
 * What one version of the model says it was trained on.
 *
 * @param id which version of which server
 * @param steps steps trained since the run began
 * @param hash sum of their {@link io.backflow.jobs.sequence.StepHash}
 */
public record VersionRecord(VersionId id, long steps, long hash) {

    public long session() {
        return id.session();
    }

    public long version() {
        return id.version();
    }

    /** Whether {@code next}, of the same server, contains more than this record and does not only repeat it. */
    boolean isBefore(VersionRecord next) {
        return version() < next.version() || version() == next.version() && steps < next.steps;
    }

    /**
     * Whether a server that was restored from this entry's state would begin with {@code first}. Sessions between the
     * two are those of servers that were restored from a later state, which could not be used.
     */
    boolean isRestoredAs(VersionRecord first) {
        return session() < first.session()
                && version() == first.version()
                && steps == first.steps
                && hash == first.hash;
    }
}
