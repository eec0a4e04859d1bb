package io.backflow.lab.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The simulator's own record of what is in the server's parameters. Kept beside the first shard and restored with it.
 */
final class MergedSteps {

    private final Scenario scenario;
    private final byte[] counts;
    private final TreeMap<Long, List<List<TrainedBatch>>> open = new TreeMap<>();
    private double moved;
    private double path;
    private final Moments.Mean slots = new Moments.Mean();
    private Moments moments = Moments.FRESH;

    MergedSteps(Scenario scenario) {
        this.scenario = scenario;
        counts = new byte[scenario.recording().steps()];
    }

    /** As a checkpoint keeps it: no round is open then. */
    MergedSteps copy() {
        MergedSteps copy = new MergedSteps(scenario);
        System.arraycopy(counts, 0, copy.counts, 0, counts.length);
        copy.moved = moved;
        copy.path = path;
        copy.moments = moments;
        return copy;
    }

    /** A round has come; it counts once it is closed. */
    void round(long round, List<List<TrainedBatch>> trained) {
        open.computeIfAbsent(round, r -> new ArrayList<>()).addAll(trained);
    }

    /** Enters the rounds up to {@code round}. */
    void close(long round) {
        var closed = open.headMap(round, true);
        closed.values().forEach(this::enterRound);
        closed.clear();
    }

    private void enterRound(List<List<TrainedBatch>> trained) {
        trained.forEach(this::count);
        double marks = 0;
        double divisor = 0;
        for (List<TrainedBatch> worker : trained) {
            if (scenario.sendsDeltas()) {
                marks += means(worker);
                divisor += worker.stream().anyMatch(TrainedBatch::moves) ? 1 : 0;
            } else if (worker.stream().noneMatch(TrainedBatch::nonFinite)) {
                marks += worker.stream().mapToDouble(TrainedBatch::marks).sum();
                divisor += worker.stream().mapToDouble(TrainedBatch::weight).sum();
            }
        }
        move(divisor == 0 ? 0 : marks / divisor);
    }

    /** Enters what one asynchronous worker sent. */
    void enter(List<TrainedBatch> trained, int workers) {
        count(trained);
        move(scenario.sendsDeltas() ? means(trained) / workers : means(trained));
    }

    private static double means(List<TrainedBatch> batches) {
        return batches.stream()
                .filter(TrainedBatch::moves)
                .mapToDouble(batch -> batch.marks() / batch.weight())
                .sum();
    }

    private void count(List<TrainedBatch> batches) {
        for (TrainedBatch batch : batches) {
            for (int step : batch.steps()) {
                counts[step]++;
            }
        }
    }

    private void move(double meanMark) {
        moved += meanMark;
        path += Math.abs(meanMark);
    }

    /** A worker has sent its slots; null: it is not known what they are. */
    void slots(@Nullable Moments worker) {
        if (worker != null) {
            slots.add(worker);
        }
    }

    /** A worker's slots are those that it sent before. */
    void sameSlots(@Nullable Moments worker) {
        if (worker != null) {
            slots.addUnchanged(moments, worker.updates());
        }
    }

    /** All slots that workers sent before the barrier have come. */
    void settleSlots() {
        moments = slots.take(moments);
    }

    /** The workers' moments at the last checkpoint. */
    Moments moments() {
        return moments;
    }

    /** How often the step with this number is in the parameters. */
    int count(int step) {
        return counts[step];
    }

    /** By how much the marked parameters ought to have gone down, in units of the learning rate. */
    double moved() {
        return moved;
    }

    /** The way that they went, without regard to its direction; rounding errors go by it. */
    double path() {
        return path;
    }
}
