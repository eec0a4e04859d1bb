package io.backflow.jobs.worker;

import io.backflow.model.Gradients;
import io.backflow.model.Reduction;
import io.backflow.model.optimizer.Clipping;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.Schedule;

/**
 * How a summed gradient becomes a step.
 *
 * @param rule the update rule
 * @param learningRate by number of updates
 * @param clipNorm bound on the global norm of the reduced gradient; infinite: none
 * @param reduction what the sum is divided by
 * @param statistics parameters at the end of the vector that no step changes
 */
record Learning(Optimizer rule, Schedule learningRate, double clipNorm, Reduction reduction, int statistics) {

    /** Of parameters without statistics. */
    Learning(Optimizer rule, Schedule learningRate, double clipNorm, Reduction reduction) {
        this(rule, learningRate, clipNorm, reduction, 0);
    }

    double divisor(Gradients gradients) {
        return reduction.divisor(gradients.weightSum(), gradients.sequences());
    }

    /** The factor that reduces and clips {@code gradients}; 0 if they are empty, NaN if it is not finite. */
    double scale(Gradients gradients) {
        double divisor = divisor(gradients);
        if (divisor == 0 || gradients.weightSum() == 0) {
            return 0;
        }
        double norm = Math.sqrt(Clipping.squaredNorm(gradients.values())) / divisor;
        if (!Double.isFinite(norm)) {
            return Double.NaN;
        }
        return (Double.isInfinite(clipNorm) ? 1 : Clipping.scale(norm, clipNorm)) / divisor;
    }
}
