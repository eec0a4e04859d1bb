package io.backflow.lab.simulate;

import io.backflow.jobs.feedback.FeedbackChannel;
import io.backflow.jobs.protocol.Announcement;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.worker.JoinFence;
import io.backflow.jobs.protocol.worker.JoinRetryPolicy;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.VersionSplitter;
import java.util.List;

/** One worker's reader of the topic: whom to believe and when to ask is decided by the real classes. */
final class TopicReader {

    private final SimulatedRun world;
    private final TrainerTask worker;
    private final Join join;
    private final JoinFence handshake;
    private final JoinRetryPolicy asking;
    private final FeedbackChannel inbox = new FeedbackChannel();
    private boolean listens;
    private long position;

    TopicReader(SimulatedRun world, TrainerTask worker) {
        this.world = world;
        this.worker = worker;
        join = new Join(worker.index(), world.nonce());
        handshake = new JoinFence(join);
        asking = new JoinRetryPolicy(50 * world.conditions().hop());
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
            inbox.put(VersionSplitter.of(version));
        }
    }
}
