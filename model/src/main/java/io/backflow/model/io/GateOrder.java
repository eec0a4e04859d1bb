package io.backflow.model.io;

import io.backflow.model.LayerSpec;

/**
 * In which order a program stacks a cell's gate blocks, as indices into Keras' order (LSTM i, f, c, o; GRU z, r, h).
 */
final class GateOrder {

    private static final int[] ONE = {0};

    private GateOrder() {}

    /** PyTorch: LSTM i, f, g, o; GRU r, z, n. */
    static int[] torch(LayerSpec layer) {
        return order(layer, new int[] {0, 1, 2, 3}, new int[] {1, 0, 2});
    }

    /** ONNX: LSTM i, o, f, c; GRU z, r, h. */
    static int[] onnx(LayerSpec layer) {
        return order(layer, new int[] {0, 3, 1, 2}, new int[] {0, 1, 2});
    }

    private static int[] order(LayerSpec layer, int[] lstm, int[] gru) {
        if (layer instanceof LayerSpec.Lstm) {
            return lstm;
        }
        if (layer instanceof LayerSpec.Diagonal || layer instanceof LayerSpec.Lru) {
            String name = layer instanceof LayerSpec.Lru ? "an lru layer" : "a diagonal layer";
            throw new ModelFileException(name + " exists in no other program; its parameters have no order"
                    + " there, train a simple_rnn, lstm or gru to export");
        }
        return layer instanceof LayerSpec.Gru ? gru : ONE;
    }
}
