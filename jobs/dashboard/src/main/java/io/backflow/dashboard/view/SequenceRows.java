package io.backflow.dashboard.view;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** The last steps of one sequence's present episode. Not thread-safe. */
final class SequenceRows {

    static final int MOST = 120;

    private final TreeMap<Long, StepRow> rows = new TreeMap<>();
    private long newestStep = -1;
    private long newestTime = Long.MIN_VALUE;

    /**
     * Adds what a record says.
     *
     * @param step newest step that the record knows
     * @param eventTime of that step, in milliseconds since 1970
     */
    void add(long step, long eventTime, List<StepRow> said) {
        if (step <= newestStep && eventTime > newestTime) {
            rows.clear(); // the step numbers start again: the next episode
        }
        if (eventTime >= newestTime) {
            newestStep = step;
            newestTime = eventTime;
        }
        for (StepRow row : said) {
            rows.computeIfAbsent(row.step, StepRow::new).add(row);
        }
        while (rows.size() > MOST) {
            rows.pollFirstEntry();
        }
    }

    long newestStep() {
        return newestStep;
    }

    Collection<StepRow> rows() {
        return List.copyOf(rows.values());
    }
}
