package io.backflow.jobs.simulate;

import io.backflow.jobs.feedback.Inbox;
import io.backflow.jobs.server.ModelVersion;
import io.backflow.jobs.server.Shards;
import io.backflow.jobs.sync.Announcement;
import io.backflow.jobs.sync.Asking;
import io.backflow.jobs.sync.Handshake;
import io.backflow.jobs.sync.Join;
import io.backflow.jobs.sync.ShardSnapshot;
import io.backflow.jobs.sync.VersionId;
import java.util.List;

/** One worker's reader of the topic: whom to believe and when to ask is decided by the real classes. */
final class TopicReader {

    private final World world;
    private final TrainerTask worker;
    private final Join join;
    private final Handshake handshake;
    private final Asking asking;
    private final Inbox inbox = new Inbox();
    private boolean listens;
    private long position;

    TopicReader(World world, TrainerTask worker) {
        this.world = world;
        this.worker = worker;
        join = new Join(worker.index(), world.nonce());
        handshake = new Handshake(join);
        asking = new Asking(50 * world.conditions().hop());
    }

    TrainerTask worker() {
        return worker;
    }

    boolean ended() {
        return worker.dead();
    }

    /** Reads what is new, if the worker has time for it; whether there is nothing left. */
    boolean look() {
        if (ended()) {
            return true;
        }
        if (worker.busy()) {
            return false;
        }
        if (!listens) {
            listens = true;
            position = world.topic().end();
        }
        position = world.topic().read(position, this::take);
        List<ShardSnapshot> news = List.of(inbox.take());
        if (!news.isEmpty()) {
            asking.heard(world.agenda().now());
            worker.hear(news);
        }
        if (asking.due(world.agenda().now(), worker.waiting())) {
            asking.asked(world.agenda().now());
            worker.ask(join);
        }
        return true;
    }

    private void take(ModelVersion version) {
        VersionId id = new VersionId(version.session(), version.nonce(), version.version());
        List<Join> answered = world.without(Mutation.JOIN_HANDSHAKE)
                ? List.of(join)
                : List.of(version.relay().answered());
        Announcement announcement = new Announcement(id, version.relay().edition(), answered);
        if (handshake.believes(announcement)) {
            handshake.took(announcement);
            inbox.put(Shards.of(version));
        }
    }
}
