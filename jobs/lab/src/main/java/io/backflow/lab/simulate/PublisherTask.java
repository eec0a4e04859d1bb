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
    private long emittedVersion = Long.MIN_VALUE;

    PublisherTask(Attempt attempt) {
        super(attempt, "publisher");
        publishing = PublishingPolicy.of(run().scenario().config());
    }

    @Override
    void process(Channel channel, Object element) {
        if (element instanceof Join join) {
            publishing.accept(join);
        } else {
            publishing.accept((ShardSnapshot) element);
        }
        ModelVersion due = publishing.due(run().events().now() / 1000);
        if (due != null) {
            publish(due);
        }
    }

    private void publish(ModelVersion version) {
        run().log()
                .check(
                        Check.VERSIONS,
                        version.version() >= emittedVersion && Vectors.finite(version.values()),
                        () -> this + " publishes version " + version.version() + " after " + emittedVersion
                                + ", or one that is not finite");
        emittedVersion = version.version();
        lastAppend = Math.max(lastAppend, run().events().now() + run().hop());
        run().events().at(lastAppend, () -> {
            if (!dead()) {
                run().topic().append(version);
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
