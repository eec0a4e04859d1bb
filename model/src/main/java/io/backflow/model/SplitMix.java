package io.backflow.model;

/**
 * The SplitMix64 generator (Steele, Lea and Flood, 2014), written out so that no release of the JDK can change what a
 * seed gives.
 */
public final class SplitMix {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SplitMix(long seed) {
        state = seed;
    }

    /** A generator of its own, seeded by this one. */
    SplitMix split() {
        return new SplitMix(next());
    }

    /** Uniform in {@code [0, 1)}, a multiple of 2^-53. */
    double nextDouble() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    private long next() {
        long z = at(state, 0);
        state += GOLDEN_GAMMA;
        return z;
    }

    /** The number that a generator of this seed gives after {@code index} others. */
    public static long at(long seed, long index) {
        long z = seed + (index + 1) * GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
