package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.replay.TableFile;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableOptionsTest {

    @TempDir
    Path folder;

    @Test
    void aFileIsReadByWhatItBeginsWith() throws Exception {
        Path csv = Files.writeString(folder.resolve("a.parquet"), "station,x\ns0,1\n");
        Path parquet = folder.resolve("stations.csv");
        try (InputStream file = Objects.requireNonNull(
                getClass().getResourceAsStream("stations.parquet"))) { // by hyparquet-writer 0.17.0
            Files.copy(file, parquet);
        }

        List<TableFile> files = new TableOptions().open(List.of(csv, parquet));

        assertThat(files.get(0).first(9)).containsExactly(new String[] {"s0", "1"});
        assertThat(files.get(1).columns()).containsExactly("station", "time", "x");
        assertThat(files.get(1).first(99)).hasSize(40).contains(new String[] {"s1", "2024-01-01T02:00:00Z", ""});
    }
}
