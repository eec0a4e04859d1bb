package io.backflow.lab.experiment.taxi;

import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Passengers of taxis in New York each half hour, as the Numenta Anomaly Benchmark has them.
 *
 * @param times local times as milliseconds since the epoch, as if of UTC
 * @param passengers in the half hour that begins then
 */
public record TaxiSeries(long[] times, float[] passengers) {

    /** The series as it was. */
    public static final String ORIGINAL = "nyc_taxi.csv";

    /** From 1 April 2015 on with a fifth less in the mornings, and a fifth more in the evenings. */
    public static final String PERTURBED = "nyc_taxi_perturb.csv";

    /** Names, types and flags of the columns. */
    private static final int HEAD = 3;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    /** Reads {@code folder}/{@code file}; throws {@link IOException} with the line that is not as expected. */
    public static TaxiSeries load(Path folder, String file) throws IOException {
        Path path = folder.resolve(file);
        List<String> lines = Files.readAllLines(path);
        int rows = Math.max(0, lines.size() - HEAD);
        long[] times = new long[rows];
        float[] passengers = new float[rows];
        for (int i = 0; i < rows; i++) {
            String line = lines.get(HEAD + i);
            String[] cells = line.split(",", -1);
            try {
                times[i] = LocalDateTime.parse(cells[0].strip(), TIME)
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
                passengers[i] = Float.parseFloat(cells[1]);
            } catch (DateTimeParseException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException(
                        path + " line " + (HEAD + i + 1) + " is \"" + line
                                + "\"; it must begin with a time such as 2014-07-01 00:00:00 and a number",
                        e);
            }
        }
        return new TaxiSeries(times, passengers);
    }

    /** Gives {@code steps} each row as a step of the one sequence {@code nyc}, in their order. */
    public void forEach(Consumer<Step> steps) {
        for (int t = 0; t < times.length; t++) {
            steps.accept(new Step("nyc", t, times[t], new float[] {passengers[t]}));
        }
    }

    /** How many rows there are. */
    public int length() {
        return times.length;
    }
}
