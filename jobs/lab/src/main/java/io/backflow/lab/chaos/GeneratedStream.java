package io.backflow.lab.chaos;

import io.backflow.jobs.sequence.Step;
import io.backflow.lab.audit.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Noisy waves side by side, each of some hundred steps; where one ends another begins, of another sequence or as the
 * next episode of the same one, with an end of sequence between them or none. What comes is decided by the seed, and
 * all that came is known. Not thread-safe.
 */
class GeneratedStream {

    /** More steps than {@code sequence.reorder.max_steps} holds back of an episode that has not begun yet. */
    private static final int SHORTEST = 70;

    private static final int LONGEST = 400;
    private static final long STEP_MILLIS = 1000;

    /** What follows a wave. */
    private enum Sequel {
        OTHER_SEQUENCE,
        NEXT_EPISODE,
        RESTART
    }

    private static final class Wave {
        private final String id;
        private final int length;
        private final double phase;
        private final Sequel sequel;
        private int step;

        Wave(String id, int length, double phase, Sequel sequel) {
            this.id = id;
            this.length = length;
            this.phase = phase;
            this.sequel = sequel;
        }
    }

    private final Random random;
    private final List<Wave> open = new ArrayList<>();
    private final Sent sent = new Sent();
    private long begun;
    private long tick;

    /** @param sideBySide sequences that are open at any time */
    GeneratedStream(int sideBySide, long seed) {
        random = new Random(seed);
        for (int i = 0; i < sideBySide; i++) {
            open.add(begin("wave-" + begun++));
        }
    }

    private Wave begin(String id) {
        Sequel sequel = Sequel.values()[random.nextInt(Sequel.values().length)];
        return new Wave(id, random.nextInt(SHORTEST, LONGEST), random.nextDouble() * 6, sequel);
    }

    /** The next step of each open sequence. */
    List<Step> next() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            Wave wave = open.get(i);
            boolean last = wave.step == wave.length - 1;
            steps.add(step(wave, last && wave.sequel != Sequel.RESTART));
            if (last) {
                open.set(i, begin(wave.sequel == Sequel.OTHER_SEQUENCE ? "wave-" + begun++ : wave.id));
            }
        }
        tick++;
        return steps;
    }

    /** The last steps of each open sequence, however many it had before them. */
    List<Step> end() {
        List<Step> steps = new ArrayList<>();
        for (int left = SHORTEST; left > 0; left--) {
            for (Wave wave : open) {
                steps.add(step(wave, left == 1));
            }
            tick++;
        }
        return steps;
    }

    /** All that has come. */
    Sent sent() {
        return sent;
    }

    private Step step(Wave wave, boolean ends) {
        int number = wave.step++;
        float[] features = {value(wave, number), (float) random.nextGaussian()};
        float[] target = {value(wave, number + 1)};
        sent.add(wave.id, number, tick * STEP_MILLIS);
        return new Step(wave.id, number, tick * STEP_MILLIS, features, Step.NONE, target, Step.NONE, 1f, ends);
    }

    private static float value(Wave wave, int step) {
        return (float) Math.sin(wave.phase + 0.7 * step);
    }
}
