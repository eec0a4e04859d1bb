package io.backflow.lab.audit;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Joins two records. The server's versions contain how many steps each added, and the sum of their hashes, but not
 * which; the workers' predictions show which steps each worker trained, in what order, but not which of them counted.
 * What a version added is the one stretch of a worker's predictions with that number and that sum; another would have
 * it by a chance of 2^-64. Not thread-safe.
 *
 * <p>Needs every version published, one shard, and workers that send each for itself ({@code asynchronous}).
 */
public final class ExactlyOnceAudit {

    private final VersionLineage lineage = new VersionLineage();
    private final Map<Long, WriterLog> writers = new LinkedHashMap<>();

    /** Takes the next version in the order of the log. */
    public void add(VersionRecord version) {
        lineage.add(version);
    }

    /** Takes the next prediction in the order of the log. */
    public void add(TrainedStep step) {
        writers.computeIfAbsent(step.writer(), w -> new WriterLog()).add(step);
    }

    /** Closes the books over the steps that were {@code sent}. */
    public AuditResult close(Sent sent) {
        Training training = new Training(sent);
        for (List<VersionRecord> run : lineage.toLast()) {
            for (int i = 1; i < run.size(); i++) {
                long count = run.get(i).steps() - run.get(i - 1).steps();
                long hash = run.get(i).hash() - run.get(i - 1).hash();
                if (count != 0 || hash != 0) {
                    added(training, count, hash);
                }
            }
        }
        return training.ledger();
    }

    private void added(Training training, long count, long hash) {
        if (count > 0) {
            for (WriterLog log : writers.values()) {
                OptionalInt from = log.following(count, hash);
                if (from.isPresent()) {
                    training.count(log.take(from.getAsInt(), count));
                    return;
                }
            }
            for (WriterLog log : writers.values()) {
                OptionalInt from = log.anywhere(count, hash);
                if (from.isPresent()) {
                    training.count(log.take(from.getAsInt(), count));
                    return;
                }
            }
        }
        training.unexplained(Math.max(1, Math.abs(count)));
    }

    /** Which steps have counted so far. */
    private static final class Training {

        private final Sent sent;
        private final Map<String, StepCounts> sequences = new HashMap<>();
        private long trainedTwice;
        private long outOfOrder;
        private long unexplained;
        private long once;

        Training(Sent sent) {
            this.sent = sent;
        }

        void count(List<TrainedStep> steps) {
            for (TrainedStep step : steps) {
                int place = sent.place(step);
                if (place < 0) {
                    unexplained++;
                    continue;
                }
                StepCounts counts = sequences.computeIfAbsent(step.sequenceId(), id -> new StepCounts());
                switch (counts.add(place)) {
                    case NEXT -> once++;
                    case BEHIND -> {
                        once++;
                        outOfOrder++;
                    }
                    case AGAIN -> trainedTwice++;
                }
            }
        }

        void unexplained(long steps) {
            unexplained += steps;
        }

        AuditResult ledger() {
            return new AuditResult(sent.steps(), sent.steps() - once, trainedTwice, outOfOrder, unexplained);
        }
    }
}
