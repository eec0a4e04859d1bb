package io.backflow.lab.experiment.horizon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What every horizon came to. */
public record HorizonResult(List<HorizonRow> rows) {

    public HorizonResult {
        rows = List.copyOf(rows);
    }

    /** Writes {@code horizon.csv} and {@code horizon.svg} into {@code folder}, which is made if it is missing. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("horizon.csv"), HorizonTable.csv(rows));
        Files.writeString(folder.resolve("horizon.svg"), AccuracyPlot.svg(rows));
    }
}
