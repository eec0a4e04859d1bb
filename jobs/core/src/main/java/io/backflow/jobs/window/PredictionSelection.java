package io.backflow.jobs.window;

import io.backflow.jobs.sequence.StepHash;
import java.util.Arrays;

/**
 * Which predictions are written, and how many of their outputs.
 *
 * @param share of the steps, from 0 to 1; the same steps are chosen after a restart
 * @param classes how many outputs, the highest ones; 0: all, in their order
 * @param compared whether a prediction contains what came true and what the baseline said
 */
public record PredictionSelection(double share, int classes, boolean compared) {

    /** All outputs of all steps. */
    public static final PredictionSelection ALL = new PredictionSelection(1, 0);

    /** No step. */
    public static final PredictionSelection NONE = new PredictionSelection(0, 0);

    private static final double UNIT = 0x1p-53;

    /** Of predictions that contain what came true. */
    public PredictionSelection(double share, int classes) {
        this(share, classes, true);
    }

    /** Whether the prediction of this step is written. */
    public boolean selects(String sequenceId, long step) {
        if (share <= 0 || share >= 1) {
            return share >= 1;
        }
        return (StepHash.with(StepHash.ofSequence(sequenceId), step) >>> 11) * UNIT < share;
    }

    /**
     * The indices of the {@link #classes} highest of {@code width} values, the highest first, and of equal ones the
     * lower index first.
     */
    public int[] highest(float[] values, int at, int width) {
        int[] best = new int[classes];
        int found = 0;
        for (int i = 0; i < width; i++) {
            if (found == classes && values[at + i] <= values[at + best[found - 1]]) {
                continue;
            }
            int place = found < classes ? found++ : found - 1;
            while (place > 0 && values[at + i] > values[at + best[place - 1]]) {
                best[place] = best[place - 1];
                place--;
            }
            best[place] = i;
        }
        return Arrays.copyOf(best, found);
    }
}
