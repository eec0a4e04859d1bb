package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.BatchRow;
import io.backflow.model.Minibatch;
import io.backflow.model.network.Network;

/**
 * Forecasts of later steps by a network that forecasts the next one: what it says of a step is its input for that step.
 * Live states stay as they are. The outputs are those that a head with parts for all of these steps would have. Not
 * thread-safe.
 */
final class FedBack {

    private final BatchRow rows;
    private final int[] ahead;
    private final int width;
    private final float[] start;
    private final float[] input;
    private final float[] outputs;
    private final Step[] newest;

    /**
     * @param rows of a network whose outputs are its inputs of the next step
     * @param ahead which steps after the newest one, ascending
     * @param capacity sequences at most
     */
    FedBack(BatchRow rows, int[] ahead, int capacity) {
        this.rows = rows;
        this.ahead = ahead.clone();
        width = rows.spec().head().units();
        start = new float[capacity * width];
        input = new float[capacity * width];
        outputs = new float[capacity * ahead.length * width];
        newest = new Step[capacity];
    }

    /** Outputs of each sequence. */
    int width() {
        return ahead.length * width;
    }

    /** {@code [B, parts * O]} of the last {@link #run}. */
    float[] outputs() {
        return outputs;
    }

    /** What the network said, from index {@code at} of {@code said} on, of the step that follows {@code step}. */
    void begin(int row, Step step, float[] said, int at) {
        newest[row] = step;
        for (int i = 0; i < width; i++) {
            start[row * width + i] = step.scale(rows.scale()).input(step.features()[i], i);
            input[row * width + i] = next(start[row * width + i], said[at + i]);
        }
    }

    private float next(float present, float said) {
        return rows.codec().residual() ? present + said : said;
    }

    /** Runs on for the first {@code size} rows, after {@link #begin} of each, from the states after their steps. */
    void run(Network network, Minibatch batch, LiveState[] states, int size) {
        batch.reset(1, size);
        for (int b = 0; b < size; b++) {
            batch.lengths()[b] = 1;
            System.arraycopy(
                    states[b].recurrent,
                    0,
                    batch.initialState(),
                    b * states[b].recurrent.length,
                    states[b].recurrent.length);
        }
        int part = 0;
        for (int step = 1; step <= ahead[ahead.length - 1]; step++) {
            if (step == ahead[part]) {
                keep(part++, size);
            }
            if (part < ahead.length) {
                advance(network, batch, size, step);
            }
        }
    }

    private void keep(int part, int size) {
        for (int b = 0; b < size; b++) {
            for (int i = 0; i < width; i++) {
                float base = rows.codec().residual() ? start[b * width + i] : 0f;
                outputs[(b * ahead.length + part) * width + i] = input[b * width + i] - base;
            }
        }
    }

    private void advance(Network network, Minibatch batch, int size, int step) {
        for (int b = 0; b < size; b++) {
            rows.fillForecast(batch, b, input, b * width, newest[b], step);
        }
        network.forward(batch);
        System.arraycopy(
                network.outputs().finalState(),
                0,
                batch.initialState(),
                0,
                size * rows.spec().stateSize());
        float[] said = network.outputs().predictions();
        for (int i = 0; i < size * width; i++) {
            input[i] = next(input[i], said[i]);
        }
    }
}
