package io.backflow.jobs.evaluate;

import org.jspecify.annotations.Nullable;

/** What a model said after the last steps of an episode. Mutable. */
final class Said {

    private final float[] @Nullable [] newest;
    private long steps;

    /** @param kept how many are kept */
    Said(int kept) {
        newest = new float[kept][];
    }

    /** @param values null where it said nothing */
    void add(float @Nullable [] values) {
        newest[(int) (steps++ % newest.length)] = values;
    }

    void clear() {
        steps = 0;
    }

    /** What it said after the step so many before the newest; null where there is none. */
    float @Nullable [] back(int back) {
        return back < steps && back < newest.length ? newest[(int) ((steps - 1 - back) % newest.length)] : null;
    }
}
