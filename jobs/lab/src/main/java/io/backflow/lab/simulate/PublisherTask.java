package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.PublishingPolicy;
import org.jspecify.annotations.Nullable;

/** Publishes what workers follow and answers their questions, as the pipeline's stage does. */
final class PublisherTask extends SimulatedTask {

    private final PublishingPolicy publishing;
    private long lastAppend;
    private long toldVersion = Long.MIN_VALUE;

    PublisherTask(Attempt attempt) {
        super(attempt, "publisher");
        publishing = PublishingPolicy.of(world().scenario().config());
    }

    @Override
    void process(Channel channel, Object element) {
        if (element instanceof Join join) {
            publishing.accept(join);
        } else {
            publishing.accept((ShardSnapshot) element);
        }
        ModelVersion due = publishing.due(world().agenda().now() / 1000);
        if (due != null) {
            publish(due);
        }
    }

    private void publish(ModelVersion version) {
        world().witness()
                .check(
                        version.version() >= toldVersion && Vectors.finite(version.values()),
                        () -> this + " publishes version " + version.version() + " after " + toldVersion
                                + ", or one that is not finite");
        toldVersion = version.version();
        lastAppend = Math.max(lastAppend, world().agenda().now() + world().hop());
        world().agenda().at(lastAppend, () -> {
            if (!dead()) {
                world().topic().append(version);
            }
        });
    }

    @Override
    void endInput() {
        // the last version is out
    }

    @Override
    @Nullable
    Object snapshot() {
        return null;
    }
}
