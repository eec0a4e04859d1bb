package io.backflow.lab.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Flink's own command line, in a process of its own for each call. */
final class FlinkCli {

    private static final Pattern SUBMITTED = Pattern.compile("Job has been submitted with JobID ([0-9a-f]{32})");

    private static final long PATIENCE_SECONDS = 180;

    private final ProjectHome home;
    private final Path folder;

    /** @param folder whose configuration names the JobManager */
    FlinkCli(ProjectHome home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /**
     * {@code flink run -d [-s restored] JAR --config FILE [--fresh]}.
     *
     * @param jar the job
     * @param restored a savepoint or a retained checkpoint to go on from; empty: the run begins anew
     * @return the job's ID
     * @throws IllegalStateException with the command's own words where it did not submit
     */
    String run(Path jar, Path config, Optional<String> restored) throws InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(home.script().toString(), "flink", folder.toString(), "run", "-d"));
        restored.ifPresent(from -> command.addAll(List.of("-s", from)));
        command.addAll(List.of(jar.toString(), "--config", config.toString()));
        if (restored.isEmpty()) {
            command.add("--fresh"); // a JobManager may die before the first checkpoint of a run that has published
        }
        String said = output(command);
        Matcher submitted = SUBMITTED.matcher(said);
        if (!submitted.find()) {
            throw new IllegalStateException("flink run submitted no job; it said: " + said.strip());
        }
        return submitted.group(1);
    }

    private String output(List<String> command) throws InterruptedException {
        try {
            Path out = Files.createTempFile(folder.resolve("log"), "flink-", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("flink run has not ended after " + PATIENCE_SECONDS
                            + " s; it said: " + Files.readString(out).strip());
                }
            } finally {
                process.destroyForcibly();
            }
            return Files.readString(out);
        } catch (IOException e) {
            throw new IllegalStateException("Flink's command line did not start: " + e.getMessage(), e);
        }
    }
}
