package io.backflow.lab.forecast;

import java.util.List;

/** Forecasts the row after a step of one of the tracks that it was made for. */
public interface Forecaster {

    /**
     * The row after {@code step}, from nothing later than {@code step}.
     *
     * @param track index of the track
     * @return {@code [C]}, in the tracks' units
     */
    float[] next(int track, int step);

    /** Nothing changes. */
    static Forecaster persistence(List<Track> tracks) {
        return (track, step) -> tracks.get(track).rows()[step];
    }

    /** The last change is repeated; needs a step before. */
    static Forecaster linear(List<Track> tracks) {
        return (track, step) -> {
            float[] now = tracks.get(track).rows()[step];
            float[] before = tracks.get(track).rows()[step - 1];
            float[] next = new float[now.length];
            for (int c = 0; c < next.length; c++) {
                next[c] = 2 * now[c] - before[c];
            }
            return next;
        };
    }
}
