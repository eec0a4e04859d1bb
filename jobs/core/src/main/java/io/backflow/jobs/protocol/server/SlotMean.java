package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Vectors;

/** The mean of the workers' optimizer slots, which each of them sends once before a checkpoint. */
final class SlotMean {

    private float[] sum = Contribution.NOTHING;
    private int count;

    void add(float[] slots) {
        if (slots.length == 0) {
            return;
        }
        if (count == 0) {
            sum = slots.clone();
        } else {
            Vectors.add(sum, slots);
        }
        count++;
    }

    /** Writes the mean to {@code target} and starts anew; leaves it unchanged if no slots arrived. */
    void settle(float[] target) {
        if (count == 0) {
            return;
        }
        for (int i = 0; i < target.length; i++) {
            target[i] = sum[i] / count;
        }
        sum = Contribution.NOTHING;
        count = 0;
    }
}
