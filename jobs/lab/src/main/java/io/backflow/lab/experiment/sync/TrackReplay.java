package io.backflow.lab.experiment.sync;

import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A task's tracks as a stream: epoch after epoch in a new order, some tracks side by side, each replay of a track a
 * sequence of its own. A step takes a second of event time. The row that a group's last target needs comes in the last
 * second of a round, so that a round of {@link #WINDOW} seconds completes one window of every track of the group.
 */
record TrackReplay(ForecastTask task, long seed) {

    /** Steps of a window, and seconds of a round. */
    static final int WINDOW = 16;

    private static final long SECOND = 1000;

    /** Rounds that train a window. */
    long rounds() {
        long rounds = 0;
        for (int epoch = 0; epoch < task.epochs(); epoch++) {
            rounds += groups(epoch).stream().mapToLong(TrackReplay::rounds).sum();
        }
        return rounds;
    }

    /** Windows trained. */
    long windows() {
        return (long) task.epochs()
                * task.train().stream()
                        .mapToLong(track -> windows(track.length()))
                        .sum();
    }

    /** Gives every row of every epoch to {@code out}, by event time. */
    void forEach(Consumer<Step> out) {
        long first = 1;
        for (int epoch = 0; epoch < task.epochs(); epoch++) {
            for (List<Track> group : groups(epoch)) {
                long start = (first * WINDOW - 1) * SECOND;
                for (int t = 0; t < longest(group); t++) {
                    for (Track track : group) {
                        if (t < track.length()) {
                            out.accept(step(track, epoch, t, start + t * SECOND));
                        }
                    }
                }
                first += rounds(group);
            }
        }
    }

    private List<List<Track>> groups(int epoch) {
        List<Track> order = new ArrayList<>(task.train());
        Collections.shuffle(order, new Random(seed * 1_000_003 + epoch));
        List<List<Track>> groups = new ArrayList<>();
        for (int from = 0; from < order.size(); from += task.sideBySide()) {
            groups.add(order.subList(from, Math.min(from + task.sideBySide(), order.size())));
        }
        return groups;
    }

    private static long rounds(List<Track> group) {
        return windows(longest(group));
    }

    private static long windows(int rows) {
        return (rows - 1 + WINDOW - 1) / WINDOW;
    }

    private static int longest(List<Track> group) {
        return group.stream().mapToInt(Track::length).max().orElseThrow();
    }

    private static Step step(Track track, int epoch, int t, long time) {
        boolean last = t == track.length() - 1;
        return new Step(track.id() + "/" + epoch, t, time, track.rows()[t], Step.NONE, null, Step.NONE, 1f, last);
    }
}
