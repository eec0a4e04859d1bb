package io.backflow.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.source.BoundedRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    private static final BoundedRead READ = new BoundedRead("timesteps", "id", new TreeMap<>(Map.of(0, 7L)));

    @TempDir
    Path temporary;

    private RunFolder folder;

    @BeforeEach
    void open() {
        folder = RunFolder.open(temporary);
    }

    @AfterEach
    void close() throws IOException {
        folder.close();
    }

    @Test
    void theNewestCompleteStateIsGoneOnFrom() throws IOException {
        assertThat(folder.newest()).isEmpty();
        state("savepoints/savepoint-1", 10);
        Path newest = state("checkpoints/a/chk-3", 20);
        Files.createDirectories(temporary.resolve("checkpoints/a/chk-4"));

        assertThat(newest()).contains(newest);
    }

    @Test
    void whatAJobSavesAfterTheEndOfItsInputIsNotGoneOnFrom() throws IOException {
        Path atTheEnd = state("savepoints/savepoint-1", 10);
        folder.ended(atTheEnd, READ, "a");
        state("checkpoints/a/chk-9", 20);

        assertThat(newest()).contains(atTheEnd);
        assertThat(folder.newest().map(RunFolder.KeptState::read)).isEqualTo(Optional.of(READ));
        Path ofTheNext = state("checkpoints/b/chk-1", 30);
        assertThat(newest()).contains(ofTheNext);
    }

    @Test
    void twoCompleteStatesAreKept() throws IOException {
        Path oldest = state("savepoints/savepoint-1", 10);
        Path older = state("savepoints/savepoint-2", 20);
        Path newest = state("checkpoints/a/chk-3", 30);

        folder.prune();

        assertThat(oldest).doesNotExist();
        assertThat(older).exists();
        assertThat(newest).exists();
    }

    @Test
    void statesThatWereSetAsideAreNotGoneOnFromAndOnlyTheLastAreKept() throws IOException {
        for (int run = 1; run <= 2; run++) {
            state("savepoints/savepoint-" + run, 10);
            folder.setAside();
        }

        assertThat(folder.newest()).isEmpty();
        assertThat(temporary.resolve("set-aside/savepoints/savepoint-1")).doesNotExist();
        assertThat(temporary.resolve("set-aside/savepoints/savepoint-2")).exists();
    }

    @Test
    void aFolderIsForOneRunAtATime() {
        assertThatThrownBy(() -> RunFolder.open(temporary))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("another process trains");
    }

    private Optional<Path> newest() {
        return folder.newest().map(RunFolder.KeptState::path);
    }

    private Path state(String name, int second) throws IOException {
        Path state = Files.createDirectories(temporary.resolve(name));
        Path metadata = Files.writeString(state.resolve("_metadata"), "");
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(second * 1000L));
        return state.toAbsolutePath();
    }
}
