package io.backflow.lab.demo;

import java.util.List;

/** Says the row after a step of one of the tracks that it was made for. */
interface Forecaster {

    /**
     * The row after {@code step}, from nothing later than {@code step}.
     *
     * @param track index of the track
     * @return {@code [4]}, scaled
     */
    float[] next(int track, int step);

    /** Nothing changes. */
    static Forecaster persistence(List<float[][]> tracks) {
        return (track, step) -> tracks.get(track)[step];
    }

    /** All goes on as it went over the last 6 hours; needs a step before. */
    static Forecaster linear(List<float[][]> tracks) {
        return (track, step) -> {
            float[] now = tracks.get(track)[step];
            float[] before = tracks.get(track)[step - 1];
            float[] next = new float[now.length];
            for (int c = 0; c < next.length; c++) {
                next[c] = 2 * now[c] - before[c];
            }
            return next;
        };
    }
}
