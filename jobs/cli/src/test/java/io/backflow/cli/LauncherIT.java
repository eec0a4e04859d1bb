package io.backflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backflow.jobs.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The flags of Java that the launcher sets. */
@EnabledOnOs(OS.LINUX)
class LauncherIT {

    private static final Path PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    /** Says that it is Java 17, and otherwise with which arguments it was started. */
    private static final String JAVA = """
            #!/bin/sh
            if [ "$1" = -XshowSettings:properties ]; then
              echo "    java.specification.version = 17" >&2
            else
              echo "$@"
            fi
            """;

    @TempDir
    Path home;

    @Test
    void theHeapIsInLargePagesWhereTheSystemGivesThem() throws Exception {
        assumeTrue(Files.isReadable(PAGES), "this kernel has no large pages");
        boolean given = !Files.readString(PAGES).contains("[never]");

        assertThat(flags("").contains("-XX:+UseTransparentHugePages")).isEqualTo(given);
    }

    @Test
    void whatTheEnvironmentSetsComesLast() throws Exception {
        assertThat(flags("-XX:-UseTransparentHugePages"))
                .containsSubsequence("-XX:+UseParallelGC", "-XX:-UseTransparentHugePages", "io.backflow.cli.Backflow");
    }

    private String flags(String environment) throws Exception {
        Path java = home.resolve("bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, JAVA);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder("bash", "./backflow", "--version")
                .directory(Path.of("../..").toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", home.toString());
        builder.environment().put("BACKFLOW_JVM", environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
