package io.backflow.lab.experiment.sequences;

import io.backflow.lab.experiment.PowerLaw;
import io.backflow.lab.experiment.PowerLaw.Point;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How steps a second grow with the one quantity that the rows differ in.
 *
 * @param with its name: {@code sequences}, {@code units} or {@code every}
 * @param points it beside steps a second
 */
public record SequencesGrowth(String with, PowerLaw law, List<Point> points) {

    /** Null where the rows do not differ. */
    static @Nullable SequencesGrowth of(List<SequencesRow> rows) {
        return Stream.of(
                        with("sequences", SequencesRow::sequences, rows),
                        with("units", SequencesRow::units, rows),
                        with("every", SequencesRow::every, rows))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    private static Optional<SequencesGrowth> with(
            String name, ToIntFunction<SequencesRow> quantity, List<SequencesRow> rows) {
        List<Point> points = rows.stream()
                .map(row -> new Point(quantity.applyAsInt(row), row.training().stepsPerS()))
                .toList();
        return PowerLaw.nearest(points).map(law -> new SequencesGrowth(name, law, points));
    }
}
