package io.backflow.lab.experiment.sync;

/**
 * A series of rows, each of which is to be foreseen from those before it.
 *
 * @param id its name
 * @param rows {@code [T, C]}, z-scores
 */
record Track(String id, float[][] rows) {

    int length() {
        return rows.length;
    }
}
