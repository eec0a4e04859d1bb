package io.backflow.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDamageTest {

    @TempDir
    Path checkpoint;

    @Test
    void halfOfOneFileIsCutOff() throws IOException {
        Files.write(checkpoint.resolve("_metadata"), new byte[100]);
        Files.write(checkpoint.resolve("state"), new byte[40]);

        assertThat(CheckpointDamage.cut(checkpoint, 1)).isEqualTo("state");
        assertThat(checkpoint.resolve("_metadata")).hasSize(100);
        assertThat(checkpoint.resolve("state")).hasSize(20);

        assertThat(CheckpointDamage.cut(checkpoint, 2)).isEqualTo("_metadata");
        assertThat(checkpoint.resolve("_metadata")).hasSize(50);
    }

    @Test
    void aCheckpointOfMetadataAloneLosesHalfOfThem() throws IOException {
        Files.write(checkpoint.resolve("_metadata"), new byte[100]);

        assertThat(CheckpointDamage.cut(checkpoint, 1)).isEqualTo("_metadata");
        assertThat(checkpoint.resolve("_metadata")).hasSize(50);
    }
}
