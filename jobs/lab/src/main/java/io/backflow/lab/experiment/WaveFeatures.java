package io.backflow.lab.experiment;

import java.util.Random;

/** What the steps of benchmarks show: a wave for each sequence and feature, with a little noise. */
public final class WaveFeatures {

    private WaveFeatures() {}

    /** The {@code count} features of a step. */
    public static float[] of(int sequence, int step, int count, Random random) {
        float[] features = new float[count];
        for (int f = 0; f < count; f++) {
            features[f] = (float) Math.sin(0.1 * step + f + sequence) + 0.1f * random.nextFloat();
        }
        return features;
    }
}
