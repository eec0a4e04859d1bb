package io.backflow.jobs.parameters;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.schema.TrainingTally;

/** Converts training totals to their Avro record and back. */
public final class TrainingTotalsCodec {

    private TrainingTotalsCodec() {}

    /** {@code totals} as they stand in a record. */
    public static TrainingTally toAvro(TrainingTotals totals) {
        return new TrainingTally(
                totals.steps(),
                totals.stepsHash(),
                totals.windows(),
                totals.updates(),
                totals.lossSum(),
                totals.baselineLossSum(),
                totals.weightSum());
    }

    /** The inverse of {@link #toAvro}. */
    public static TrainingTotals fromAvro(TrainingTally totals) {
        return new TrainingTotals(
                totals.getSteps(),
                totals.getStepsHash(),
                totals.getWindows(),
                totals.getUpdates(),
                totals.getLossSum(),
                totals.getBaselineLossSum(),
                totals.getWeightSum());
    }
}
