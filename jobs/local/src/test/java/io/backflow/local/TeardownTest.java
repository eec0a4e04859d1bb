package io.backflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeardownTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    void closesTheLastOpenedFirst() {
        try (Teardown teardown = new Teardown()) {
            teardown.add(() -> closed.add("broker"));
            teardown.add(() -> closed.add("job"));
        }
        assertThat(closed).containsExactly("job", "broker");
    }

    @Test
    void closesTheRestWhereOneFailsToClose() {
        Teardown teardown = new Teardown();
        teardown.add(() -> closed.add("broker"));
        teardown.add(() -> {
            throw new IllegalStateException("stuck");
        });

        teardown.close();

        assertThat(closed).containsExactly("broker");
    }

    @Test
    void closesNothingTwice() {
        Teardown teardown = new Teardown();
        teardown.add(() -> closed.add("broker"));

        teardown.close();
        teardown.close();

        assertThat(closed).containsExactly("broker");
    }

    /** A process that is ordered to end while it starts something. */
    static final class SlowStart {
        public static void main(String[] arguments) throws Exception {
            Path started = Path.of(arguments[0]);
            try (Teardown teardown = new Teardown()) {
                teardown.open(() -> {
                    create(started);
                    return () -> Files.delete(started);
                });
                Thread.sleep(60_000);
            }
        }

        private static void create(Path started) {
            try {
                System.out.println("starts");
                Thread.sleep(1000);
                Files.createFile(started);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void whatIsStartedWhileTheProcessIsOrderedToEndIsClosed(@TempDir Path folder) throws Exception {
        Path started = folder.resolve("started");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SlowStart.class.getName(),
                        started.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).isEqualTo("starts");

            process.destroy();

            assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(started).doesNotExist();
        } finally {
            process.destroyForcibly();
        }
    }
}
