package io.backflow.lab.simulate;

import io.backflow.jobs.sequence.StepHash;
import java.util.SplittableRandom;

/** Seeded draws. Each purpose has a stream of its own, so that one more draw for one changes nothing for another. */
final class SeededDraws {

    private final SplittableRandom random;

    SeededDraws(long seed, String purpose) {
        random = new SplittableRandom(StepHash.with(StepHash.ofSequence(purpose), seed));
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Between {@code from} and {@code to}, both included. */
    int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    double between(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    /** Exponential with mean {@code mean}: now and then much longer. */
    long delay(long mean) {
        return (long) (-mean * Math.log(1 - random.nextDouble()));
    }

    double gaussian() {
        return random.nextGaussian();
    }

    long number() {
        return random.nextLong();
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
