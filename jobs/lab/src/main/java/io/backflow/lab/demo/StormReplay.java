package io.backflow.lab.demo;

import io.backflow.jobs.sequence.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The training storms as a stream: epoch after epoch in a new order, some storms side by side, each replay of a storm a
 * sequence of its own such as {@code Amy-1975/3}.
 *
 * <p>Event time is made up, one step each 6 hours, so that a round of event time holds one window of every storm of a
 * group. A window of {@code n} steps is complete when the row after its last comes, for that is the last step's target;
 * so a group's first row takes the last slot of the round before, rows 1 to {@code n} fill the group's first round and
 * complete its first window, and so on. The next group's first row takes the last slot of this group's last round.
 *
 * @param storms what to replay
 * @param seed of the orders
 * @param epochs times that each storm is replayed
 * @param sideBySide storms in a group
 * @param window steps in a window, and in a round
 */
record StormReplay(List<Storm> storms, long seed, int epochs, int sideBySide, int window) {

    /** Event time between two rows of a storm. */
    static final Duration STEP = Duration.ofHours(6);

    /** No event comes before the first whole round after this. */
    private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

    StormReplay {
        storms = List.copyOf(storms);
    }

    /** Event time of a round. */
    Duration round() {
        return STEP.multipliedBy(window);
    }

    /** Rows of one epoch. */
    long stepsPerEpoch() {
        return storms.stream().mapToLong(Storm::length).sum();
    }

    /** Rows of one epoch that another row of the same storm follows, and so can be learnt from. */
    long targetsPerEpoch() {
        return stepsPerEpoch() - storms.size();
    }

    /** Rounds that train at least one window, over all epochs: with synchronous workers, the number of updates. */
    long rounds() {
        long rounds = 0;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            rounds += groups(epoch).stream().mapToLong(this::rounds).sum();
        }
        return rounds;
    }

    /** Gives every row of every epoch to {@code out}, by event time. */
    void forEach(Consumer<Step> out) {
        long firstRound = START.toEpochMilli() / round().toMillis() + 1;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            for (List<Storm> group : groups(epoch)) {
                emit(group, epoch, firstRound, out);
                firstRound += rounds(group);
            }
        }
    }

    /** The groups of an epoch, counted from 1, each with its storms. */
    List<List<Storm>> groups(int epoch) {
        List<Storm> order = new ArrayList<>(storms);
        Collections.shuffle(order, new Random(seed * 1_000_003 + epoch));
        List<List<Storm>> groups = new ArrayList<>();
        for (int from = 0; from < order.size(); from += sideBySide) {
            groups.add(order.subList(from, Math.min(from + sideBySide, order.size())));
        }
        return groups;
    }

    /** Rounds that it takes until the longest storm's last target came. */
    private long rounds(List<Storm> group) {
        return (longest(group) - 1 + window - 1) / window;
    }

    private void emit(List<Storm> group, int epoch, long firstRound, Consumer<Step> out) {
        long start = firstRound * round().toMillis() - STEP.toMillis();
        int longest = longest(group);
        for (int t = 0; t < longest; t++) {
            for (Storm storm : group) {
                if (t < storm.length()) {
                    out.accept(step(storm, epoch, t, start + t * STEP.toMillis()));
                }
            }
        }
    }

    private static int longest(List<Storm> group) {
        return group.stream().mapToInt(Storm::length).max().orElseThrow();
    }

    private static Step step(Storm storm, int epoch, int t, long eventTime) {
        return new Step(
                storm.id() + "/" + epoch,
                t,
                eventTime,
                storm.rows()[t],
                Step.NONE,
                null,
                Step.NONE,
                1f,
                t == storm.length() - 1);
    }
}
