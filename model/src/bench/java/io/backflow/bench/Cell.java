package io.backflow.bench;

import java.util.Locale;

/** The recurrences that are compared. */
enum Cell {
    /** Gate order i, f, c, o. */
    LSTM(4, 1),
    /** Gate order z, r, h; the reset gate applies after the recurrent product, hence two biases. */
    GRU(3, 2);

    /** Gate blocks in a kernel. */
    final int gates;

    /** Rows of the bias. */
    final int biases;

    Cell(int gates, int biases) {
        this.gates = gates;
        this.biases = biases;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
