package io.backflow.jobs.trainer;

import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowPredictions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts predictions into records: each into its own, or those of a window into one. Used by the trainer's thread only.
 */
final class PredictionRecords {

    /** Numbers in a record at most, each of 4 bytes, and perhaps a class of 5: well below 1 MiB. */
    private static final int MOST_NUMBERS = 65_536;

    /** Room for what a step has beside its outputs, in numbers. */
    private static final int EACH_STEP = 12;

    private final boolean windows;
    private final Consumer<WindowPredictions> records;
    private final List<PrequentialPrediction> steps = new ArrayList<>();
    private int numbers;

    /** @param windows whether the predictions of a window go into one record */
    PredictionRecords(boolean windows, Consumer<WindowPredictions> records) {
        this.windows = windows;
        this.records = records;
    }

    void add(PrequentialPrediction prediction) {
        int size = prediction.prediction().length + EACH_STEP;
        if (!steps.isEmpty() && (numbers + size > MOST_NUMBERS || !goesOn(prediction))) {
            end();
        }
        steps.add(prediction);
        numbers += size;
        if (!windows) {
            end();
        }
    }

    private boolean goesOn(PrequentialPrediction prediction) {
        PrequentialPrediction last = steps.get(steps.size() - 1);
        return last.version() == prediction.version() && last.sequenceId().equals(prediction.sequenceId());
    }

    /** A minibatch is trained: what has come is a record. */
    void end() {
        if (!steps.isEmpty()) {
            records.accept(new WindowPredictions(steps.toArray(PrequentialPrediction[]::new)));
            steps.clear();
            numbers = 0;
        }
    }
}
