package io.backflow.jobs.sequence;

/**
 * How far apart the steps of a sequence are. The interval by which later steps are expected is the median of the newest
 * three, so that one pause does not move it; of two it is the smaller. Steps that stand in for missing ones are spread
 * evenly: they are expected by the interval, and the step that comes after them is as far from the last as from each.
 * Holds nothing between calls.
 */
final class StepSpacing {

    /** Numbers kept: mean of the logarithms and their count, newest distances, stand-ins since the last step. */
    static final int SIZE = 6;

    private static final int MEAN = 0;
    private static final int COUNT = 1;
    private static final int NEWEST = 2;
    private static final int DISTANCES = 3;
    private static final int STAND_INS = 5;

    /**
     * When {@code step} is, the next that is taken; what is kept moves on by it.
     *
     * @param kept at index {@code from} and on; zeros before the first step
     * @param last event time of the last step that came; {@link Long#MIN_VALUE} before the first
     */
    StepTime next(float[] kept, int from, long last, Step step) {
        if (last == Long.MIN_VALUE) {
            return new StepTime(step.eventTime(), 0f, 0);
        }
        float steps = kept[from + STAND_INS] + 1;
        if (step.imputed()) {
            kept[from + STAND_INS] = steps;
            long interval = interval(kept, from);
            return new StepTime(last + (long) (steps * interval), elapsed(kept, from, interval), interval);
        }
        float distance = Math.max(0, step.eventTime() - last) / steps;
        kept[from + STAND_INS] = 0;
        add(kept, from, distance);
        return new StepTime(step.eventTime(), elapsed(kept, from, distance), interval(kept, from));
    }

    private static void add(float[] kept, int from, float distance) {
        float count = Math.min(kept[from + COUNT] + 1, RunningStatistics.STEPS);
        kept[from + MEAN] += ((float) Math.log1p(distance) - kept[from + MEAN]) / count;
        kept[from + COUNT] = count;
        System.arraycopy(kept, from + NEWEST, kept, from + NEWEST + 1, DISTANCES - 1);
        kept[from + NEWEST] = distance;
    }

    private static float elapsed(float[] kept, int from, float distance) {
        return kept[from + COUNT] == 0 ? 0f : (float) Math.log1p(distance) - kept[from + MEAN];
    }

    private static long interval(float[] kept, int from) {
        float newest = kept[from + NEWEST];
        float before = kept[from + NEWEST + 1];
        float first = kept[from + NEWEST + 2];
        float low = Math.min(newest, before);
        return switch ((int) Math.min(kept[from + COUNT], DISTANCES)) {
            case 0 -> 0;
            case 1 -> Math.round((double) newest);
            case 2 -> Math.round((double) low);
            default -> Math.round((double) Math.max(low, Math.min(Math.max(newest, before), first)));
        };
    }
}
