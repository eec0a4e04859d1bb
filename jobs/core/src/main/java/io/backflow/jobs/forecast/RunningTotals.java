package io.backflow.jobs.forecast;

/** Adds up how forecasts come out. Not thread-safe. */
final class RunningTotals {

    private long scored;
    private long overtaken;
    private double lossSum;
    private double baselineLossSum;
    private double weightSum;
    private long truths;
    private long inside;

    void add(float weight, float loss, float baselineLoss) {
        scored++;
        lossSum += (double) weight * loss;
        baselineLossSum += (double) weight * baselineLoss;
        weightSum += weight;
    }

    void overtaken() {
        overtaken++;
    }

    void compared(boolean isInside) {
        truths++;
        inside += isInside ? 1 : 0;
    }

    /** What was added since the last call; {@code level} of the intervals, 0 where there are none. */
    ForecastTotals take(double level) {
        Coverage coverage = truths == 0 ? Coverage.NONE : new Coverage(level, truths, inside);
        ForecastTotals taken = new ForecastTotals(scored, overtaken, lossSum, baselineLossSum, weightSum, coverage);
        scored = 0;
        overtaken = 0;
        lossSum = 0;
        baselineLossSum = 0;
        weightSum = 0;
        truths = 0;
        inside = 0;
        return taken;
    }
}
