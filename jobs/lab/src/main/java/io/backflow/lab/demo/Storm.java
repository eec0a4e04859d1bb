package io.backflow.lab.demo;

/**
 * The track of one tropical storm.
 *
 * @param id name and year, as in {@code Amy-1975}
 * @param year the season
 * @param rows {@code [T, 4]}: latitude and longitude in degrees, wind in knots, pressure in hPa, every 6 hours
 */
public record Storm(String id, int year, float[][] rows) {

    /** Numbers a row. */
    static final int CHANNELS = 4;

    public Storm {
        for (float[] row : rows) {
            if (row.length != CHANNELS) {
                throw new IllegalArgumentException(
                        "storm " + id + " has a row of " + row.length + " numbers; each has " + CHANNELS);
            }
        }
    }

    /** Rows of the track. */
    public int length() {
        return rows.length;
    }
}
