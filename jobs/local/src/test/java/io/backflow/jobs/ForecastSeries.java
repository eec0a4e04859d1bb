package io.backflow.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A stream of two features, of which the first is forecast.
 *
 * @param numbers by sequence and step
 */
record ForecastSeries(String name, float[][][] numbers) {

    /** Of waves and storms. */
    static final int SEQUENCES = 6;

    static final ForecastSeries WAVES = waves(40);

    private static final Path DATA = Path.of("../lab/src/main/resources/io/backflow/lab");

    static ForecastSeries waves(int steps) {
        float[][][] numbers = new float[SEQUENCES][steps][];
        for (int s = 0; s < SEQUENCES; s++) {
            for (int t = 0; t < steps; t++) {
                numbers[s][t] = new float[] {TestStream.wave(s, t), 0f};
            }
        }
        return new ForecastSeries("waves", numbers);
    }

    /** Latitude and longitude of the first storms that lasted ten days. */
    static ForecastSeries storms() throws IOException {
        int steps = 40;
        Map<String, List<float[]>> tracks = Files.readAllLines(DATA.resolve("forecast/storms.csv")).stream()
                .skip(1)
                .map(line -> line.split(","))
                .collect(Collectors.groupingBy(
                        cells -> cells[0],
                        LinkedHashMap::new,
                        Collectors.mapping(
                                cells -> new float[] {
                                    (Float.parseFloat(cells[2]) - 27) / 10, (Float.parseFloat(cells[3]) + 62) / 20
                                },
                                Collectors.toList())));
        return new ForecastSeries(
                "storms",
                tracks.values().stream()
                        .filter(track -> track.size() >= steps)
                        .limit(SEQUENCES)
                        .map(track -> track.subList(0, steps).toArray(float[][]::new))
                        .toArray(float[][][]::new));
    }

    /** Births and the day of the week, as one sequence. */
    static ForecastSeries births() throws IOException {
        float[][] days = Files.readAllLines(DATA.resolve("experiment/horizon/us_births.csv")).stream()
                .skip(1)
                .limit(240)
                .map(line -> line.split(","))
                .map(cells ->
                        new float[] {(Float.parseFloat(cells[4]) - 11_000) / 2_000, Float.parseFloat(cells[3]) / 7})
                .toArray(float[][]::new);
        return new ForecastSeries("births", new float[][][] {days});
    }

    int sequences() {
        return numbers.length;
    }

    int steps() {
        return numbers[0].length;
    }

    float[] input(int sequence, int step) {
        return numbers[sequence][step];
    }

    @Override
    public String toString() {
        return name;
    }
}
