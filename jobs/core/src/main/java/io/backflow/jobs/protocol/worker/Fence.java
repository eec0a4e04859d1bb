package io.backflow.jobs.protocol.worker;

import io.backflow.jobs.protocol.Announcement;
import io.backflow.jobs.protocol.VersionId;

/**
 * Which publications a reader of the topic accepts. Publications may arrive late, twice, in another order or not at
 * all, and a server that a restart left behind may continue to publish beside the present one.
 */
public sealed interface Fence permits SessionFence, JoinFence {

    /** Whether to keep a part of the version {@code id} until the rest of it arrives. */
    boolean wants(VersionId id);

    /** Whether the announced version is accepted, once it is whole. */
    boolean accepts(Announcement announcement);

    /** An accepted version is whole, and the reader has taken it. */
    void accepted(Announcement announcement);
}
