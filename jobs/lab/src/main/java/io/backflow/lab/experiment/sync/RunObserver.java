package io.backflow.lab.experiment.sync;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.lab.forecast.NetworkForecaster;
import io.backflow.lab.forecast.VersionSelector;
import io.backflow.model.ModelSpec;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Receives every version that a run publishes, and gives the run's losses. Not thread-safe. */
final class RunObserver implements Consumer<ModelVersion>, AutoCloseable {

    private final @Nullable NetworkForecaster validation;
    private final NetworkForecaster test;
    private final @Nullable VersionSelector selector;
    private final TreeMap<Long, TrainingTotals> totalsBySteps = new TreeMap<>();
    private @Nullable ModelVersion last;

    RunObserver(ModelSpec spec, ForecastTask task) {
        validation = task.validation().isEmpty() ? null : new NetworkForecaster(spec, task.validation());
        selector = validation == null ? null : new VersionSelector(validation::error);
        test = new NetworkForecaster(spec, task.test());
    }

    @Override
    public void accept(ModelVersion version) {
        last = version;
        totalsBySteps.put(version.totals().steps(), version.totals());
        if (selector != null) {
            selector.accept(version);
        }
    }

    /** The version that closed the run. */
    ModelVersion last() {
        if (last == null || !last.last()) {
            throw new IllegalStateException("the job ended, but its last version was not published");
        }
        return last;
    }

    /** Mean loss over the last tenth of the steps, each forecast before it was trained. */
    double finalLoss() {
        TrainingTotals end = last().totals();
        var before = totalsBySteps.floorEntry(end.steps() * 9 / 10);
        TrainingTotals start = before == null ? TrainingTotals.ZERO : before.getValue();
        return (end.lossSum() - start.lossSum()) / (end.weightSum() - start.weightSum());
    }

    /** Loss on the test part: of the version with the least loss on the validation part; without one, of the last. */
    double testLoss() {
        ModelVersion chosen = selector == null ? last() : selector.best();
        return test.error(chosen.values());
    }

    @Override
    public void close() {
        if (validation != null) {
            validation.close();
        }
        test.close();
    }
}
