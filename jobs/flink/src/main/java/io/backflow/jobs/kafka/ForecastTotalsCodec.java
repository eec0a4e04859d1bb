package io.backflow.jobs.kafka;

import io.backflow.jobs.forecast.Coverage;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.schema.ForecastTally;
import org.jspecify.annotations.Nullable;

/** Converts the totals of forecasts to their Avro record and back. */
final class ForecastTotalsCodec {

    private ForecastTotalsCodec() {}

    static @Nullable ForecastTally toAvro(ForecastTotals totals) {
        return totals.scored() == 0
                ? null
                : new ForecastTally(
                        totals.scored(),
                        totals.overtaken(),
                        totals.lossSum(),
                        totals.baselineLossSum(),
                        totals.weightSum(),
                        totals.coverage().truths() == 0
                                ? null
                                : Double.valueOf(totals.coverage().level()),
                        totals.coverage().truths(),
                        totals.coverage().inside());
    }

    static ForecastTotals fromAvro(@Nullable ForecastTally totals) {
        return totals == null
                ? ForecastTotals.ZERO
                : new ForecastTotals(
                        totals.getScored(),
                        totals.getOvertaken(),
                        totals.getLossSum(),
                        totals.getBaselineLossSum(),
                        totals.getWeightSum(),
                        coverage(totals));
    }

    private static Coverage coverage(ForecastTally totals) {
        Double level = totals.getInterval();
        return level == null
                ? Coverage.NONE
                : new Coverage(level, totals.getIntervalTruths(), totals.getIntervalInside());
    }
}
