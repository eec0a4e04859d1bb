package io.backflow.lab.demo;

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
 * All storms of the data set, cut by season into a part to learn from and two parts that are never learnt from. Storms
 * are in the order of (year, id).
 *
 * @param train the earliest 70 %
 * @param validation the next 15 %, which chooses among the versions of a model
 * @param test the latest 15 %, which judges the chosen one
 */
public record Storms(List<Storm> train, List<Storm> validation, List<Storm> test) {

    private static final int TRAIN = 358;
    private static final int VALIDATION = 77;

    /** Reads the data set that is shipped with this class. */
    public static Storms load() {
        Map<String, List<String[]>> tracks = lines().stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .collect(Collectors.groupingBy(cells -> cells[0], LinkedHashMap::new, Collectors.toList()));
        List<Storm> storms = tracks.entrySet().stream()
                .map(track -> storm(track.getKey(), track.getValue()))
                .sorted(Comparator.comparingInt(Storm::year).thenComparing(Storm::id))
                .toList();
        return new Storms(
                storms.subList(0, TRAIN),
                storms.subList(TRAIN, TRAIN + VALIDATION),
                storms.subList(TRAIN + VALIDATION, storms.size()));
    }

    private static Storm storm(String id, List<String[]> lines) {
        int year = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        return new Storm(id, year, lines.stream().map(Storms::channels).toArray(float[][]::new));
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
