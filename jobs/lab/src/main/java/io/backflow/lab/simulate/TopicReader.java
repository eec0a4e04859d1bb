package io.backflow.lab.simulate;

import io.backflow.jobs.feedback.FeedbackChannel;
import io.backflow.jobs.protocol.Announcement;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.worker.JoinFence;
import io.backflow.jobs.protocol.worker.JoinRetryPolicy;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.VersionSplitter;
import java.util.List;

/** One worker's reader of the topic: the production classes decide what to accept and when to join. */
final class TopicReader {

    private final SimulatedRun run;
    private final TrainerTask worker;
    private final Join join;
    private final JoinFence fence;
    private final JoinRetryPolicy retry;
    private final FeedbackChannel channel = new FeedbackChannel();
    private boolean listens;
    private long position;

    TopicReader(SimulatedRun run, TrainerTask worker) {
        this.run = run;
        this.worker = worker;
        join = new Join(worker.index(), run.nonce());
        fence = new JoinFence(join);
        retry = new JoinRetryPolicy(50 * run.conditions().hop());
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
            position = run.topic().end();
        }
        position = run.topic().read(position, this::take);
        List<ShardSnapshot> snapshots = List.of(channel.take());
        if (!snapshots.isEmpty()) {
            retry.received(run.events().now());
            worker.receive(snapshots);
        }
        if (retry.due(run.events().now(), worker.waiting())) {
            retry.sent(run.events().now());
            worker.join(join);
        }
        return true;
    }

    private void take(ModelVersion version) {
        List<Join> answered = run.without(Mutation.JOIN_HANDSHAKE)
                ? List.of(join)
                : List.of(version.relay().answered());
        Announcement announcement =
                new Announcement(version.id(), version.relay().edition(), answered);
        if (fence.accepts(announcement)) {
            fence.accepted(announcement);
            channel.put(VersionSplitter.of(version));
        }
    }
}
