package io.backflow.lab.forecast;

import io.backflow.jobs.publish.ModelVersion;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps, of the versions of a model that it is given, the one with the least validation error, and of equals the
 * earliest. Not thread-safe.
 */
public final class VersionSelector {

    private final ToDoubleFunction<float[]> validation;
    private @Nullable ModelVersion best;
    private double bestError;

    /** @param validation the error of a flat parameter vector */
    public VersionSelector(ToDoubleFunction<float[]> validation) {
        this.validation = validation;
    }

    /** Takes the next version, and returns its error. */
    public double accept(ModelVersion version) {
        double error = validation.applyAsDouble(version.values());
        if (best == null || Double.compare(error, bestError) < 0) {
            best = version;
            bestError = error;
        }
        return error;
    }

    /** The version with the least error; throws where there has been none. */
    public ModelVersion best() {
        if (best == null) {
            throw new IllegalStateException("no version of the model was published");
        }
        return best;
    }
}
