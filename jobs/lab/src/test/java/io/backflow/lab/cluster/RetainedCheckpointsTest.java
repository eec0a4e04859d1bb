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
    void theNewestIsTheOneWithTheHighestNumberThatIsComplete() throws IOException {
        checkpoint("job/chk-9", true);
        Path newest = checkpoint("job/chk-10", true);
        checkpoint("job/chk-11", false);
        checkpoint("job/shared", false);
        checkpoint("other/chk-99", true);

        assertThat(RetainedCheckpoints.newest(folder, "job"))
                .contains(newest.toUri().toString());
    }

    @Test
    void aJobThatNeverMadeOneHasNone() throws IOException {
        checkpoint("job/chk-1", false);

        assertThat(RetainedCheckpoints.newest(folder, "job")).isEmpty();
        assertThat(RetainedCheckpoints.newest(folder, "nobody")).isEmpty();
    }

    private Path checkpoint(String name, boolean complete) throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve(name));
        if (complete) {
            Files.createFile(checkpoint.resolve("_metadata"));
        }
        return checkpoint;
    }
}
