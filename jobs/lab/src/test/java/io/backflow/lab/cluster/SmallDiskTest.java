package io.backflow.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only root may mount. */
class SmallDiskTest {

    @TempDir
    Path folder;

    @Test
    void aFullDiskTakesNothingMoreAndKeepsWhatIsThere() throws IOException {
        Optional<CheckpointDisk> mounted = SmallDisk.mount(folder);
        assumeTrue(mounted.isPresent());
        Path before = folder.resolve("before");
        Path next = folder.resolve("next");

        try (CheckpointDisk disk = mounted.get()) {
            Files.write(before, new byte[10_000]);
            disk.fill();

            assertThatThrownBy(() -> Files.write(next, new byte[10_000])).hasMessageContaining("No space left");
            assertThat(before).hasSize(10_000);

            Files.delete(before);
            disk.fill();
            assertThatThrownBy(() -> Files.write(next, new byte[10_000])).hasMessageContaining("No space left");

            disk.free();
            Files.write(next, new byte[10_000]);
        }
        assertThat(folder).isEmptyDirectory();
    }
}
