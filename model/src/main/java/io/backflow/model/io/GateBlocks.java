package io.backflow.model.io;

/**
 * Between a matrix {@code [in, G*H]} with gates along the columns (Keras) and its transpose {@code [G*H, in]} with
 * gates along the rows, in another order (PyTorch, ONNX). A bias is a matrix with one row.
 *
 * @param order for each gate of the transpose, its place in the matrix; {@code G} long
 * @param units {@code H}
 * @param in rows of the matrix
 */
record GateBlocks(int[] order, int units, int in) {

    /** The transpose of the matrix that starts at {@code offset}. */
    float[] transposed(float[] values, int offset) {
        int columns = order.length * units;
        float[] out = new float[in * columns];
        for (int to = 0; to < columns; to++) {
            int from = source(to);
            for (int i = 0; i < in; i++) {
                out[to * in + i] = values[offset + i * columns + from];
            }
        }
        return out;
    }

    /** Adds the matrix whose transpose is {@code transposed} to the one that starts at {@code offset}. */
    void addBack(float[] transposed, float[] values, int offset) {
        int columns = order.length * units;
        for (int to = 0; to < columns; to++) {
            int from = source(to);
            for (int i = 0; i < in; i++) {
                values[offset + i * columns + from] += transposed[to * in + i];
            }
        }
    }

    private int source(int to) {
        return order[to / units] * units + to % units;
    }
}
