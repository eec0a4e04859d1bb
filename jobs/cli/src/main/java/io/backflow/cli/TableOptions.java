package io.backflow.cli;

import io.backflow.cli.parquet.ParquetTable;
import io.backflow.jobs.replay.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what the columns of files are. */
final class TableOptions {

    @Option(
            names = "--wide",
            description = "Each column but that of the time is a sequence of its own, named as the column; its values"
                    + " become the member value.")
    private boolean wide;

    @Option(
            names = "--sequence",
            paramLabel = "COLUMN",
            description = "Column that names a sequence, where no configuration says so; may be given several times"
                    + " (chosen).")
    private List<String> sequence = List.of();

    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description = "Column of the event time, where no configuration says so (chosen; with --wide the first).")
    private @Nullable String time;

    List<String> sequence() {
        return wide ? List.of("sequence") : sequence;
    }

    @Nullable
    String time() {
        return time;
    }

    /** The files at {@code paths}. */
    List<TableFile> open(List<Path> paths) throws IOException {
        List<TableFile> files = new ArrayList<>();
        for (Path path : paths) {
            TableFile file = ParquetTable.is(path) ? ParquetTable.at(path) : TableFile.at(path);
            files.add(wide ? file.wide(time) : file);
        }
        return files;
    }
}
