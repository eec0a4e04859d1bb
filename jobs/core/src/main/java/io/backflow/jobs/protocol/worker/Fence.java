package io.backflow.jobs.protocol.worker;

import io.backflow.jobs.protocol.Announcement;
import io.backflow.jobs.protocol.VersionId;

/**
 * Whose publications a reader of the topic believes. Publications may come late, twice, in another order or not at all,
 * and a server that a restart left behind may go on publishing beside its successor.
 */
public sealed interface Fence permits SessionFence, JoinFence {

    /** Whether something of the version {@code id} is worth keeping until the rest of it comes. */
    boolean wants(VersionId id);

    /** Whether the version announced is to be taken, once it is whole. */
    boolean accepts(Announcement announcement);

    /** A version that was believed is whole and was taken. */
    void accepted(Announcement announcement);
}
