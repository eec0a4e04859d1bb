package io.backflow.lab.forecast;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which tracks are replayed together, epoch after epoch, each in an order of its own that the seed decides.
 *
 * @param seed of the orders
 * @param firstEpoch number of the first epoch; the numbers are part of sequence IDs
 * @param epochs times that each track is replayed
 * @param sideBySide tracks in a group
 */
public record ReplayOrder(long seed, int firstEpoch, int epochs, int sideBySide) {

    /** The groups of the epoch with this number, each with its tracks. */
    List<List<Track>> groups(List<Track> tracks, int epoch) {
        List<Track> order = new ArrayList<>(tracks);
        Collections.shuffle(order, new Random(seed * 1_000_003 + epoch));
        List<List<Track>> groups = new ArrayList<>();
        for (int from = 0; from < order.size(); from += sideBySide) {
            groups.add(order.subList(from, Math.min(from + sideBySide, order.size())));
        }
        return groups;
    }
}
