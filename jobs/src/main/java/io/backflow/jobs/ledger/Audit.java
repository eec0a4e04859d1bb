package io.backflow.jobs.ledger;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Joins two witnesses. The server's versions tell how many steps each added, and the sum of their hashes, but not which;
 * the workers' predictions tell which steps each worker trained, in what order, but not which of that counted. What a
 * version added is the one stretch of a worker's predictions with that number and that sum; another would have it by a
 * chance of 2^-64. Not thread-safe.
 *
 * <p>Needs every version published, one shard, and workers that send each for itself ({@code asynchronous}).
 */
public final class Audit {

    private final Lineage lineage = new Lineage();
    private final Map<Long, Said> writers = new LinkedHashMap<>();

    /** Takes the next version in the order of the log. */
    public void add(Entry entry) {
        lineage.add(entry);
    }

    /** Takes the next prediction in the order of the log. */
    public void add(Sighting sighting) {
        writers.computeIfAbsent(sighting.writer(), w -> new Said()).add(sighting);
    }

    /** Closes the books over the steps that were {@code sent}. */
    public Ledger close(Sent sent) {
        Training training = new Training(sent);
        for (List<Entry> run : lineage.toLast()) {
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
            for (Said said : writers.values()) {
                OptionalInt from = said.following(count, hash);
                if (from.isPresent()) {
                    training.count(said.take(from.getAsInt(), count));
                    return;
                }
            }
            for (Said said : writers.values()) {
                OptionalInt from = said.anywhere(count, hash);
                if (from.isPresent()) {
                    training.count(said.take(from.getAsInt(), count));
                    return;
                }
            }
        }
        training.unexplained(Math.max(1, Math.abs(count)));
    }

    /** Which steps have counted so far. */
    private static final class Training {

        private final Sent sent;
        private final Map<String, Counts> sequences = new HashMap<>();
        private long trainedTwice;
        private long outOfOrder;
        private long unexplained;
        private long once;

        Training(Sent sent) {
            this.sent = sent;
        }

        void count(List<Sighting> steps) {
            for (Sighting step : steps) {
                int place = sent.place(step);
                if (place < 0) {
                    unexplained++;
                    continue;
                }
                Counts counts = sequences.computeIfAbsent(step.sequenceId(), id -> new Counts());
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

        Ledger ledger() {
            return new Ledger(sent.steps(), sent.steps() - once, trainedTwice, outOfOrder, unexplained);
        }
    }
}
