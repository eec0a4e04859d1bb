package io.backflow.lab.forecast;

/**
 * A series of rows, each of which is to be forecast from those before it.
 *
 * @param id its name, such as {@code Amy-1975}
 * @param rows {@code [T, C]}, in the data's units or scaled; at least one row, all of one width
 */
public record Track(String id, float[][] rows) {

    /** Gives the value of a channel in other units. */
    @FunctionalInterface
    interface Units {
        float of(float value, int channel);
    }

    public Track {
        if (rows.length == 0) {
            throw new IllegalArgumentException("track " + id + " has no rows; it needs at least one");
        }
        for (float[] row : rows) {
            if (row.length != rows[0].length) {
                throw new IllegalArgumentException("track " + id + " has a row of " + row.length
                        + " numbers; each has as many as the first, " + rows[0].length);
            }
        }
    }

    /** Rows, {@code T}. */
    public int length() {
        return rows.length;
    }

    /** Numbers in a row, {@code C}. */
    public int width() {
        return rows[0].length;
    }

    /** A track with the same ID and every value in other units. */
    Track in(Units units) {
        float[][] converted = new float[length()][width()];
        for (int t = 0; t < converted.length; t++) {
            for (int c = 0; c < converted[t].length; c++) {
                converted[t][c] = units.of(rows[t][c], c);
            }
        }
        return new Track(id, converted);
    }
}
