package io.backflow.jobs.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The part of the sequences that one worker trains, cut into lanes whose windows are never trained side by side.
 *
 * <p>A lane is a range of key groups, the same whatever the number of workers, and each worker holds whole lanes, side
 * by side: with {@code L} lanes and {@code M} key groups the lane of group g is {@code gL/M}, rounded down, and its
 * worker of {@code p}, where p divides L, is the one that Flink gives the group to, {@code gp/M}. So a minibatch holds
 * the same windows for every p, and sums over lanes may be added in the same pairs.
 */
final class Lanes {

    private final int total;
    private final int keyGroups;
    private final int first;
    private final int count;

    /**
     * @param total lanes over all workers, a power of two
     * @param workers how many workers share them, a power of two
     * @param worker which of them this is
     * @param keyGroups Flink's maximum parallelism
     */
    Lanes(int total, int workers, int worker, int keyGroups) {
        if (Integer.bitCount(workers) != 1 || workers > total) {
            throw new IllegalStateException(total + " lanes cannot be shared by " + workers
                    + " workers; run 1, 2, 4, … workers up to sync.lanes");
        }
        this.total = total;
        this.keyGroups = keyGroups;
        count = total / workers;
        first = worker * count;
    }

    /** One lane of all that the worker has. */
    static Lanes one() {
        return new Lanes(1, 1, 0, 1);
    }

    /** The sequences of each of the worker's lanes, in order; empty where a lane has none of {@code ids}. */
    List<SortedSet<String>> split(SortedSet<String> ids) {
        if (total == 1) {
            return List.of(ids);
        }
        List<SortedSet<String>> lanes = new ArrayList<>(count);
        for (int lane = 0; lane < count; lane++) {
            lanes.add(new TreeSet<>());
        }
        for (String id : ids) {
            lanes.get(of(id) - first).add(id);
        }
        return lanes;
    }

    private int of(String id) {
        long group = KeyGroupRangeAssignment.assignToKeyGroup(id, keyGroups);
        return (int) (group * total / keyGroups);
    }
}
