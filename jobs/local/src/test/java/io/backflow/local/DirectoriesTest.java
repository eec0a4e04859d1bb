package io.backflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {

    @TempDir
    Path folder;

    @Test
    void regularFilesAreListedAtAnyDepthAndRemovedWithTheirFolders() throws IOException {
        Path deep =
                Files.writeString(Files.createDirectories(folder.resolve("a/b")).resolve("deep"), "");
        Path flat = Files.writeString(folder.resolve("flat"), "");

        assertThat(Directories.files(folder)).containsExactlyInAnyOrder(deep, flat);

        Directories.remove(folder.resolve("a"));
        assertThat(Directories.files(folder)).containsExactly(flat);
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void aFolderThatIsNotThereHasNoFiles() {
        assertThat(Directories.files(folder.resolve("none"))).isEmpty();
    }

    /** As Flink does with checkpoints that newer ones replace. */
    @Test
    void whatAnotherRemovesMeanwhileIsNotMissed() throws Exception {
        Path kept = Files.writeString(folder.resolve("kept"), "");
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> another = CompletableFuture.runAsync(() -> {
            while (!ended.get()) {
                replaceCheckpoints();
            }
        });
        try {
            for (int walk = 0; walk < 2_000; walk++) {
                assertThat(Directories.files(folder)).contains(kept);
            }
        } finally {
            ended.set(true);
            another.join();
        }
    }

    private void replaceCheckpoints() {
        try {
            for (int number = 0; number < 50; number++) {
                Path checkpoint = Files.createDirectory(folder.resolve("chk-" + number));
                Files.writeString(checkpoint.resolve("_metadata"), "");
            }
            for (int number = 0; number < 50; number++) {
                Directories.remove(folder.resolve("chk-" + number));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
