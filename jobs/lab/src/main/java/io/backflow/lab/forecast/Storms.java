package io.backflow.lab.forecast;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The tracks of Atlantic storms: latitude and longitude in degrees, wind in knots and pressure in hPa, every 6 hours.
 * The ID of a track is the storm's name and year, as in {@code Amy-1975}.
 *
 * <p>The data set is cut by season into a part to learn from and two parts that are never learnt from. Storms
 * are in the order of (year, id).
 *
 * @param train the earliest 70 %
 * @param validation the next 15 %, which chooses among the versions of a model
 * @param test the latest 15 %, which judges the chosen one
 */
public record Storms(List<Track> train, List<Track> validation, List<Track> test) {

    /** Numbers in a row. */
    public static final int CHANNELS = 4;

    private static final int TRAIN = 358;
    private static final int VALIDATION = 77;

    /** Reads the data set that is shipped with this class. */
    public static Storms load() {
        Map<String, List<String[]>> tracks = lines().stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .collect(Collectors.groupingBy(cells -> cells[0], LinkedHashMap::new, Collectors.toList()));
        List<Track> storms = tracks.entrySet().stream()
                .map(track -> track(track.getKey(), track.getValue()))
                .sorted(Comparator.comparingInt(Storms::year).thenComparing(Track::id))
                .toList();
        return new Storms(
                storms.subList(0, TRAIN),
                storms.subList(TRAIN, TRAIN + VALIDATION),
                storms.subList(TRAIN + VALIDATION, storms.size()));
    }

    /** The season of a storm. */
    static int year(Track storm) {
        return Integer.parseInt(storm.id().substring(storm.id().lastIndexOf('-') + 1));
    }

    private static Track track(String id, List<String[]> lines) {
        return new Track(id, lines.stream().map(Storms::channels).toArray(float[][]::new));
    }

    /** The columns after the storm and the time. */
    private static float[] channels(String[] cells) {
        float[] row = new float[cells.length - 2];
        for (int i = 0; i < row.length; i++) {
            row[i] = Float.parseFloat(cells[i + 2]);
        }
        return row;
    }

    private static List<String> lines() {
        try (var in = Objects.requireNonNull(Storms.class.getResourceAsStream("storms.csv"), "storms.csv");
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
