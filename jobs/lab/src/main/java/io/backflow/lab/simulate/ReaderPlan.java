package io.backflow.lab.simulate;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SequenceConfig;
import io.backflow.jobs.config.SyncConfig;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the readers of synchronous workers are aligned, and which partitions are silent for a while. What a silence makes
 * late decides no more than the round of a step: no state ends by a pause, and no gap by time.
 *
 * @param silences by partition
 * @param mostAhead steps that a reader may have read beyond what all have reached
 */
record ReaderPlan(Map<Integer, Silence> silences, long mostAhead) {

    /** Readers that know nothing of each other. */
    static final ReaderPlan APART = new ReaderPlan(Map.of(), Long.MAX_VALUE);

    private static final Duration FOR_EVER = Duration.ofDays(365);

    /**
     * A partition delivers nothing for a while.
     *
     * @param from how many records come before
     * @param length how long, in microseconds
     */
    record Silence(int from, long length) {}

    ReaderPlan {
        silences = Map.copyOf(silences);
    }

    static ReaderPlan draw(SeededDraws draws, JobConfig config, Recording recording, Conditions conditions) {
        SequenceConfig sequence = config.sequence();
        boolean fits = config.sync() instanceof SyncConfig.Synchronous
                && recording.partitions().size() > 1
                && sequence.sessionGap() == null
                && sequence.timeToLive() == null
                && FOR_EVER.equals(sequence.reorder().maxWait());
        if (!fits || draws.chance(0.1)) {
            return APART;
        }
        Map<Integer, Silence> silences = new TreeMap<>();
        long span = conditions.pace() * recording.records();
        for (int partition = 0; partition < recording.partitions().size(); partition++) {
            int records = recording.partitions().get(partition).size();
            if (draws.chance(0.6)) {
                silences.put(partition, new Silence(draws.between(0, records), draws.between(1, 4) * span / 4));
            }
        }
        return new ReaderPlan(silences, draws.pick(2L, 10L, Long.MAX_VALUE));
    }

    /** Whether a reader receives the time of the others. */
    boolean aligned() {
        return !equals(APART);
    }

    /** How long partition {@code partition} is silent before its record {@code position}; 0: not at all. */
    long silence(int partition, int position) {
        Silence silence = silences.get(partition);
        return silence == null || silence.from() != position ? 0 : silence.length();
    }
}
