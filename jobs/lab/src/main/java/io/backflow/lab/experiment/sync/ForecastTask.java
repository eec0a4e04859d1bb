package io.backflow.lab.experiment.sync;

import io.backflow.lab.experiment.horizon.Births;
import io.backflow.lab.forecast.ReplayClock;
import io.backflow.lab.forecast.ReplayOrder;
import io.backflow.lab.forecast.Scaling;
import io.backflow.lab.forecast.Storms;
import io.backflow.lab.forecast.Track;
import io.backflow.lab.forecast.TrackReplay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Tracks to learn from, and tracks that judge.
 *
 * @param validation tracks that say which version is the best; empty: the last is
 * @param width channels of a row
 * @param sideBySide tracks that go side by side
 * @param epochs times that each track is learnt from
 * @param rate the highest learning rate
 */
record ForecastTask(
        String name,
        List<Track> train,
        List<Track> validation,
        List<Track> test,
        int width,
        int sideBySide,
        int epochs,
        double rate) {

    /** Days of a track of the births: 52 weeks. */
    private static final int YEAR = 364;

    /** Steps of a window, and seconds of a round. */
    static final int WINDOW = 16;

    /** The storms of the demo. */
    static ForecastTask storms(int epochs) {
        Storms storms = Storms.load();
        Scaling scaling = Scaling.of(storms.train());
        return new ForecastTask(
                "storms",
                scaling.apply(storms.train()),
                List.of(),
                scaling.apply(storms.test()),
                Storms.CHANNELS,
                32,
                epochs,
                6e-3);
    }

    /** The training tracks as a stream; a step takes a second of event time. */
    TrackReplay replay(long seed) {
        return new TrackReplay(
                train,
                new ReplayOrder(seed, 0, epochs, sideBySide),
                new ReplayClock(Instant.EPOCH, Duration.ofSeconds(1), WINDOW));
    }

    /** Births a day, a year a track; ten years are few, and a network that has gone through them often knows them. */
    static ForecastTask births(int epochs) {
        Births births = Births.load();
        return new ForecastTask(
                "us_births",
                years(births, 0, births.train()),
                years(births, births.train(), births.validation()),
                years(births, births.validation(), births.values().length),
                1,
                10,
                epochs,
                2e-3);
    }

    private static List<Track> years(Births births, int from, int to) {
        List<Track> tracks = new ArrayList<>();
        for (int start = from; start + YEAR <= to; start += YEAR) {
            float[][] rows = new float[YEAR][];
            for (int t = 0; t < YEAR; t++) {
                rows[t] = new float[] {births.values()[start + t]};
            }
            tracks.add(new Track("day-" + start, rows));
        }
        return tracks;
    }
}
