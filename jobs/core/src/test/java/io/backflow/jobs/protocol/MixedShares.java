package io.backflow.jobs.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Shares whose sum depends on the order in which they are added. */
final class MixedShares {

    private MixedShares() {}

    /** Values of very different size, and places where there is nothing. */
    static List<Share> of(int count, int seed) {
        Random random = new Random(seed);
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float size = (float) Math.pow(10, random.nextInt(9));
            double loss = size * random.nextDouble();
            float[] values = {size * random.nextFloat(), -size * random.nextFloat()};
            TrainingTotals totals = new TrainingTotals(1, random.nextLong(), 1, 0, loss, 2 * loss, random.nextFloat());
            shares.add(
                    random.nextInt(3) == 0 ? Share.NONE : new Share(new Change(values, i), random.nextFloat(), totals));
        }
        return shares;
    }
}
