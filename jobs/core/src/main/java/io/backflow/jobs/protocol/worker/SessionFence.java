package io.backflow.jobs.protocol.worker;

import io.backflow.jobs.protocol.Announcement;
import io.backflow.jobs.protocol.VersionId;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * For readers that no channel connects to the server. A later session follows an earlier one. Two servers of one
 * session are distinguished by their nonces, which have no order: the one whose version completes later in the log
 * follows, and versions of the other are no longer accepted. A version follows only lower ones of its own server.
 */
public final class SessionFence implements Fence {

    private static final int REMEMBERED = 64;

    private final Deque<Long> followed = new ArrayDeque<>();
    private @Nullable VersionId newest;

    @Override
    public boolean wants(VersionId id) {
        VersionId taken = newest;
        if (taken == null || id.session() > taken.session()) {
            return true;
        }
        if (id.session() < taken.session()) {
            return false;
        }
        return id.nonce() == taken.nonce() ? id.version() > taken.version() : !followed.contains(id.nonce());
    }

    @Override
    public boolean accepts(Announcement announcement) {
        return wants(announcement.id());
    }

    @Override
    public void accepted(Announcement announcement) {
        VersionId id = announcement.id();
        VersionId taken = newest;
        if (taken != null && id.session() > taken.session()) {
            followed.clear();
        } else if (taken != null && id.nonce() != taken.nonce()) {
            followed.addLast(taken.nonce());
            if (followed.size() > REMEMBERED) {
                followed.removeFirst();
            }
        }
        newest = id;
    }
}
