package io.backflow.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One case of the comparison.
 *
 * @param batch sequences, {@code B}
 * @param time steps of a window, {@code T}
 * @param input features a step, {@code I}
 * @param hidden units of each layer, {@code H}
 * @param layers layers, {@code L}
 */
record Workload(Cell cell, int batch, int time, int input, int hidden, int layers) {

    /** Width of the dense head, {@code O}: small, so that the recurrence is what is measured. */
    static final int OUTPUTS = 4;

    private static final int[][] SIZES = {
        {1, 32, 16, 64, 1},
        {8, 32, 16, 64, 1},
        {32, 32, 16, 64, 1},
        {32, 32, 16, 128, 1},
        {20, 20, 200, 200, 2},
        {128, 32, 32, 256, 1},
        {64, 50, 64, 512, 1},
    };

    /** All cases, the cheap ones first. */
    static List<Workload> all() {
        return Stream.of(Cell.values())
                .flatMap(cell -> Stream.of(SIZES).map(s -> new Workload(cell, s[0], s[1], s[2], s[3], s[4])))
                .toList();
    }

    /** Reads what {@link #toString} writes. */
    static Workload parse(String text) {
        String[] parts = text.split(" ", -1);
        int[] sizes = Stream.of(parts).skip(1).mapToInt(Integer::parseInt).toArray();
        return new Workload(
                Cell.valueOf(parts[0].toUpperCase(Locale.ROOT)), sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]);
    }

    /** Timesteps that one training step takes: {@code B * T}. */
    int timesteps() {
        return batch * time;
    }

    /** Width of what layer {@code layer} reads. */
    int inputWidth(int layer) {
        return layer == 0 ? input : hidden;
    }

    /**
     * Floating-point operations of the matrix products that one training step cannot do without, two for each
     * multiply-add: {@code 2 B T (sum over layers of G H (k in + 3 H) + 3 H O)}. Each product is paid once forward and
     * twice backward (for the weights and for what it read), hence 3; {@code k} is 2 in the first layer, whose input
     * needs no gradient, and 3 above it.
     */
    double flops() {
        double multiplyAdds = 3.0 * hidden * OUTPUTS;
        for (int layer = 0; layer < layers; layer++) {
            int products = layer == 0 ? 2 : 3;
            multiplyAdds += (double) cell.gates * hidden * (products * inputWidth(layer) + 3.0 * hidden);
        }
        return 2 * multiplyAdds * timesteps();
    }

    @Override
    public String toString() {
        return "%s %d %d %d %d %d".formatted(cell.label(), batch, time, input, hidden, layers);
    }
}
