package io.backflow.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetainedCheckpointsTest {

    @TempDir
    Path folder;

    @Test
    void theNewestHasTheHighestNumberOfThoseThatAreComplete() throws IOException {
        checkpoint("job/chk-9", true);
        checkpoint("job/chk-10", true);
        checkpoint("job/chk-11", false);
        checkpoint("job/shared", false);
        checkpoint("other/chk-99", true);

        assertThat(RetainedCheckpoints.newestFirst(folder, "job"))
                .containsExactly(folder.resolve("job/chk-10"), folder.resolve("job/chk-9"));
    }

    @Test
    void aJobThatNeverMadeOneHasNone() throws IOException {
        checkpoint("job/chk-1", false);

        assertThat(RetainedCheckpoints.newestFirst(folder, "job")).isEmpty();
        assertThat(RetainedCheckpoints.newestFirst(folder, "nobody")).isEmpty();
    }

    private Path checkpoint(String name, boolean complete) throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve(name));
        if (complete) {
            Files.createFile(checkpoint.resolve("_metadata"));
        }
        return checkpoint;
    }
}
