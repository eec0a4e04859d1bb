package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile bytes neither stop the decoder nor fill its memory, in a process of 64 MB. */
class FormatFuzzTest {

    private static final String MUTATIONS = "100000";
    private static final int SECONDS = 120;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"backflow", "json", "csv", "avro", "apicurio"})
    void everyPrefixAndDamagedRecordIsAStepOrARejection(String format) throws Exception {
        Path said = directory.resolve("said.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FormatFuzz.class.getName(),
                        format,
                        MUTATIONS)
                .redirectErrorStream(true)
                .redirectOutput(new File(said.toString()))
                .start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();

        assertThat(ended).as("ended within %d seconds", SECONDS).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        assertThat(Files.readString(said)).contains(format + ": {", "malformed=", "step=", "too_large=");
    }
}
