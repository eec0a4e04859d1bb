package io.backflow.lab.experiment.sync;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.model.ModelSpec;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sees every version that a run publishes, and picks the one that counts. */
final class VersionSelector implements Consumer<ModelVersion> {

    private final ModelSpec spec;
    private final ForecastTask task;
    private final TreeMap<Long, TrainingTotals> totalsByVersion = new TreeMap<>();
    private @Nullable ModelVersion last;
    private @Nullable ModelVersion best;
    private double bestLoss = Double.POSITIVE_INFINITY;

    VersionSelector(ModelSpec spec, ForecastTask task) {
        this.spec = spec;
        this.task = task;
    }

    @Override
    public void accept(ModelVersion version) {
        last = version;
        totalsByVersion.put(version.totals().steps(), version.totals());
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

    /** Mean loss over the last tenth of the steps, each foreseen before anything was learnt from it. */
    double finalLoss() {
        TrainingTotals end = last().totals();
        var before = totalsByVersion.floorEntry(end.steps() * 9 / 10);
        TrainingTotals start = before == null ? TrainingTotals.ZERO : before.getValue();
        return (end.lossSum() - start.lossSum()) / (end.weightSum() - start.weightSum());
    }

    /** Loss on the test part: of the version with the lowest loss on the validation part, or of the last. */
    double testLoss() {
        if (best == null) {
            throw new IllegalStateException("no version was published");
        }
        return TrackLoss.of(spec, best.values(), task.test());
    }
}
