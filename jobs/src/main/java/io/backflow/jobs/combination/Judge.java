package io.backflow.jobs.combination;

import io.backflow.jobs.server.ModelVersion;
import io.backflow.model.ModelSpec;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sees every version that a run publishes, and picks the one that counts. */
final class Judge implements Consumer<ModelVersion> {

    private final ModelSpec spec;
    private final Task task;
    private @Nullable ModelVersion last;
    private @Nullable ModelVersion best;
    private double bestLoss = Double.POSITIVE_INFINITY;

    Judge(ModelSpec spec, Task task) {
        this.spec = spec;
        this.task = task;
    }

    @Override
    public void accept(ModelVersion version) {
        last = version;
        if (task.validation().isEmpty()) {
            best = version;
            return;
        }
        double loss = TrackLoss.of(spec, version.values(), task.validation());
        if (loss < bestLoss) {
            bestLoss = loss;
            best = version;
        }
    }

    /** The version that closed the run. */
    ModelVersion last() {
        if (last == null || !last.last()) {
            throw new IllegalStateException("the job ended, but its last version was not published");
        }
        return last;
    }

    /** Loss on the test part: of the version with the lowest loss on the validation part, or of the last. */
    double testLoss() {
        if (best == null) {
            throw new IllegalStateException("no version was published");
        }
        return TrackLoss.of(spec, best.values(), task.test());
    }
}
