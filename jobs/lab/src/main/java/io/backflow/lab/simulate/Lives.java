package io.backflow.lab.simulate;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a sequence's episodes end: behind each of its steps one may, with or without saying so.
 *
 * @param draws what decides; null where every sequence has one episode
 */
record Lives(@Nullable SeededDraws draws) {

    private static final double CHANCE = 0.15;

    /** One episode each. */
    static final Lives ONE = new Lives(null);

    /** What may come behind a step. */
    enum Turn {
        /** The episode goes on. */
        NONE,
        /** It ends, and says so. */
        END,
        /** It is broken off, and the counter starts again. */
        RESTART
    }

    /** What comes behind each step; event time goes on where an episode ends. */
    Turn[] draw(List<Long> times) {
        Turn[] turns = new Turn[times.size()];
        Arrays.fill(turns, Turn.NONE);
        for (int i = 0; draws != null && i + 1 < turns.length; i++) {
            if (times.get(i) < times.get(i + 1) && draws.chance(CHANCE)) {
                turns[i] = draws.pick(Turn.END, Turn.RESTART);
            }
        }
        return turns;
    }
}
