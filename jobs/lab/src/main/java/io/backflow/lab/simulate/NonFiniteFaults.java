package io.backflow.lab.simulate;

/**
 * Which contributions are not finite, or make parameters that are not.
 *
 * @param kind in which way
 * @param salt decides with {@code share} which
 * @param share how many, from 0 to 1
 */
record NonFiniteFaults(Kind kind, long salt, double share) {

    enum Kind {
        /** None. */
        NONE,
        /** A step's gradient is NaN. */
        NAN,
        /** A step's gradient is infinite. */
        INFINITE,
        /** A step's gradient is finite, and what an optimizer makes of it may not be. */
        HUGE,
        /** What a worker sends becomes NaN on its way: a worker that does not check. */
        ON_THE_WAY
    }

    static NonFiniteFaults draw(SeededDraws draws) {
        return draws.chance(0.6)
                ? new NonFiniteFaults(Kind.NONE, 0, 0)
                : new NonFiniteFaults(draws.pick(Kind.values()), draws.number(), draws.pick(0.01, 0.1));
    }

    /** Whether the thing with this number is one of them. */
    boolean hits(long number) {
        if (kind == Kind.NONE) {
            return false;
        }
        long mixed = (number + salt) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 29)) * 0xbf58476d1ce4e5b9L;
        return (mixed >>> 11) * 0x1.0p-53 < share;
    }

    /** Whether the gradient of the step with this number is one of them. */
    boolean hitsGradient(long number) {
        return kind != Kind.ON_THE_WAY && hits(number);
    }

    /** What becomes of a gradient's element. */
    float gradient() {
        return switch (kind) {
            case NAN -> Float.NaN;
            case INFINITE -> Float.POSITIVE_INFINITY;
            case HUGE -> Float.MAX_VALUE;
            case NONE, ON_THE_WAY -> 0f;
        };
    }
}
