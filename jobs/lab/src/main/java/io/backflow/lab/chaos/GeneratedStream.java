package io.backflow.lab.chaos;

import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Noisy waves side by side, each of some hundred steps; where one ends another begins. What comes is decided by the
 * seed, and how much came is known. Not thread-safe.
 */
class GeneratedStream {

    private static final int SHORTEST = 50;
    private static final int LONGEST = 400;
    private static final long STEP_MILLIS = 1000;

    private static final class Wave {
        private final String id;
        private final int length;
        private final double phase;
        private int step;

        Wave(String id, int length, double phase) {
            this.id = id;
            this.length = length;
            this.phase = phase;
        }
    }

    private final Random random;
    private final List<Wave> open = new ArrayList<>();
    private final Map<String, Long> sent = new TreeMap<>();
    private long begun;
    private long tick;

    /** @param sideBySide sequences that are open at any time */
    GeneratedStream(int sideBySide, long seed) {
        random = new Random(seed);
        for (int i = 0; i < sideBySide; i++) {
            open.add(begin());
        }
    }

    private Wave begin() {
        return new Wave("wave-" + begun++, random.nextInt(SHORTEST, LONGEST), random.nextDouble() * 6);
    }

    /** The next step of each open sequence. */
    List<Step> next() {
        return steps(false);
    }

    /** The last step of each open sequence, whatever it had before it. */
    List<Step> end() {
        return steps(true);
    }

    /** Of each sequence how many steps have come. */
    Map<String, Long> sent() {
        return Map.copyOf(sent);
    }

    private List<Step> steps(boolean last) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            Wave wave = open.get(i);
            boolean ends = last || wave.step == wave.length - 1;
            steps.add(step(wave, ends));
            sent.merge(wave.id, 1L, Long::sum);
            wave.step++;
            if (ends) {
                open.set(i, begin());
            }
        }
        tick++;
        return steps;
    }

    private Step step(Wave wave, boolean ends) {
        float[] features = {value(wave, wave.step), (float) random.nextGaussian()};
        float[] target = {value(wave, wave.step + 1)};
        return new Step(wave.id, wave.step, tick * STEP_MILLIS, features, Step.NONE, target, Step.NONE, 1f, ends);
    }

    private static float value(Wave wave, int step) {
        return (float) Math.sin(wave.phase + 0.7 * step);
    }
}
