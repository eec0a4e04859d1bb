package io.backflow.jobs.protocol.worker;

import io.backflow.jobs.protocol.Announcement;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.VersionId;
import org.jspecify.annotations.Nullable;

/**
 * For a worker, which a forward channel connects to its server. It accepts no version until a publication answers its
 * {@link Join}, which only the server at the other end of that channel can have received. From then on it accepts that
 * server alone, whatever the session numbers are, and each of its editions that is newer than the last. Worker and
 * server are restarted together, so a worker never changes its server.
 */
public final class JoinFence implements Fence {

    private final Join join;
    private @Nullable Announcement taken;

    public JoinFence(Join join) {
        this.join = join;
    }

    /** Whether the server is known. */
    public boolean joined() {
        return taken != null;
    }

    @Override
    public boolean wants(VersionId id) {
        Announcement newest = taken;
        return newest == null
                || id.sameServer(newest.id()) && id.version() > newest.id().version();
    }

    @Override
    public boolean accepts(Announcement announcement) {
        Announcement newest = taken;
        return newest == null
                ? announcement.answered().contains(join)
                : announcement.id().sameServer(newest.id()) && announcement.edition() > newest.edition();
    }

    @Override
    public void accepted(Announcement announcement) {
        taken = announcement;
    }
}
