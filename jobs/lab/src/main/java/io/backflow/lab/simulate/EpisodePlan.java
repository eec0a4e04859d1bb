package io.backflow.lab.simulate;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a sequence's episodes end: after each of its steps one may, with an end of sequence or without.
 *
 * @param draws the random numbers; null where every sequence has one episode
 */
record EpisodePlan(@Nullable SeededDraws draws) {

    private static final double CHANCE = 0.15;

    /** One episode each. */
    static final EpisodePlan ONE = new EpisodePlan(null);

    /** What may follow a step. */
    enum Sequel {
        /** The episode continues. */
        NONE,
        /** The episode ends with this step. */
        END,
        /** The step numbers start again without an end. */
        RESTART
    }

    /** What follows each step; an episode ends only where the next step has a newer event time. */
    private Sequel[] draw(List<Long> times) {
        Sequel[] sequels = new Sequel[times.size()];
        Arrays.fill(sequels, Sequel.NONE);
        for (int i = 0; draws != null && i + 1 < sequels.length; i++) {
            if (times.get(i) < times.get(i + 1) && draws.chance(CHANCE)) {
                sequels[i] = draws.pick(Sequel.END, Sequel.RESTART);
            }
        }
        return sequels;
    }

    /**
     * The same where a sequence is forgotten after a pause of {@code timeToLive} milliseconds: a device that ever
     * starts again does so after a long pause too. Otherwise the order of its episodes would be open.
     */
    Sequel[] draw(List<Long> times, long timeToLive) {
        Sequel[] sequels = draw(times);
        boolean one = Arrays.stream(sequels).allMatch(sequel -> sequel == Sequel.NONE);
        for (int i = 0; !one && i + 1 < sequels.length; i++) {
            boolean forgotten = times.get(i + 1) - times.get(i) >= timeToLive / 2;
            sequels[i] = forgotten && sequels[i] == Sequel.NONE ? Sequel.RESTART : sequels[i];
        }
        return sequels;
    }
}
