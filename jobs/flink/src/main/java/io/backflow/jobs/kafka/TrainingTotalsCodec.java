package io.backflow.jobs.kafka;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.schema.ForecastTally;
import io.backflow.schema.TrainingTally;
import org.jspecify.annotations.Nullable;

/** Converts training totals to their Avro record and back. */
final class TrainingTotalsCodec {

    private TrainingTotalsCodec() {}

    static TrainingTally toAvro(TrainingTotals totals) {
        return new TrainingTally(
                totals.steps(),
                totals.stepsHash(),
                totals.windows(),
                totals.updates(),
                totals.lossSum(),
                totals.baselineLossSum(),
                totals.weightSum());
    }

    static @Nullable ForecastTally toAvro(ForecastTotals totals) {
        return totals.scored() == 0
                ? null
                : new ForecastTally(
                        totals.scored(),
                        totals.overtaken(),
                        totals.lossSum(),
                        totals.baselineLossSum(),
                        totals.weightSum());
    }

    static ForecastTotals fromAvro(@Nullable ForecastTally totals) {
        return totals == null
                ? ForecastTotals.ZERO
                : new ForecastTotals(
                        totals.getScored(),
                        totals.getOvertaken(),
                        totals.getLossSum(),
                        totals.getBaselineLossSum(),
                        totals.getWeightSum());
    }

    static TrainingTotals fromAvro(TrainingTally totals) {
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
