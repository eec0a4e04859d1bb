package io.backflow.bench;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The numbers that every engine starts from: the same seed gives the same problem in every process.
 *
 * @param inputs {@code [T, B, I]}, standard normal
 * @param targets {@code [T, B, O]}, standard normal
 * @param layers bottom up
 * @param head the dense layer; its loss is the mean squared error over all of {@code [T, B, O]}
 */
record Problem(Workload workload, float[] inputs, float[] targets, Layer[] layers, Dense head) {

    /** Learning rate of plain gradient descent on the mean loss. */
    static final float RATE = 0.05f;

    /**
     * A recurrent layer in Keras' layout, gate blocks along the last axis.
     *
     * @param kernel {@code [in, G*H]}
     * @param recurrent {@code [H, G*H]}
     * @param bias {@code [biases, G*H]}
     */
    record Layer(float[] kernel, float[] recurrent, float[] bias) {}

    /**
     * The head.
     *
     * @param kernel {@code [H, O]}
     * @param bias {@code [O]}
     */
    record Dense(float[] kernel, float[] bias) {}

    static Problem of(Workload workload, long seed) {
        Random random = new Random(seed);
        float[] inputs = normal(random, workload.timesteps() * workload.input());
        float[] targets = normal(random, workload.timesteps() * Workload.OUTPUTS);
        Layer[] layers = IntStream.range(0, workload.layers())
                .mapToObj(l -> layer(random, workload, l))
                .toArray(Layer[]::new);
        float bound = bound(workload);
        Dense head = new Dense(
                uniform(random, workload.hidden() * Workload.OUTPUTS, bound), uniform(random, Workload.OUTPUTS, bound));
        return new Problem(workload, inputs, targets, layers, head);
    }

    private static Layer layer(Random random, Workload workload, int layer) {
        int columns = workload.cell().gates * workload.hidden();
        float bound = bound(workload);
        return new Layer(
                uniform(random, workload.inputWidth(layer) * columns, bound),
                uniform(random, workload.hidden() * columns, bound),
                uniform(random, workload.cell().biases * columns, bound));
    }

    private static float bound(Workload workload) {
        return (float) (1 / Math.sqrt(workload.hidden()));
    }

    private static float[] uniform(Random random, int size, float bound) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = bound * (2 * random.nextFloat() - 1);
        }
        return values;
    }

    private static float[] normal(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Reorders the gate blocks of each row of {@code keras [rows, G*H]}: block {@code g} becomes {@code order[g]}. */
    static float[] reorder(float[] keras, int hidden, int... order) {
        float[] moved = new float[keras.length];
        int columns = order.length * hidden;
        for (int row = 0; row < keras.length; row += columns) {
            for (int gate = 0; gate < order.length; gate++) {
                System.arraycopy(keras, row + order[gate] * hidden, moved, row + gate * hidden, hidden);
            }
        }
        return moved;
    }

    /** {@code [rows, columns]} to {@code [columns, rows]}. */
    static float[] transpose(float[] matrix, int columns) {
        int rows = matrix.length / columns;
        float[] transposed = new float[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            transposed[i % columns * rows + i / columns] = matrix[i];
        }
        return transposed;
    }

    /** Numbers that are learnt. */
    int parameters() {
        return Stream.of(layers)
                        .mapToInt(l -> l.kernel.length + l.recurrent.length + l.bias.length)
                        .sum()
                + head.kernel.length
                + head.bias.length;
    }
}
