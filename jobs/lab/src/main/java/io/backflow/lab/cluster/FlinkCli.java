package io.backflow.lab.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Flink's own command line, in a process of its own for each call. */
final class FlinkCli {

    private static final Pattern SUBMITTED = Pattern.compile("Job has been submitted with JobID ([0-9a-f]{32})");

    private final ProjectHome home;
    private final Path folder;

    /** @param folder whose configuration names the JobManager */
    FlinkCli(ProjectHome home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /**
     * {@code flink run -d [-s restored] JAR --config FILE}.
     *
     * @param jar the job
     * @param restored a savepoint or a retained checkpoint to go on from
     * @return the job's ID
     * @throws IllegalStateException with the command's own words where it did not submit
     */
    String run(Path jar, Path config, Optional<String> restored) throws InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(home.script().toString(), "flink", folder.toString(), "run", "-d"));
        restored.ifPresent(from -> command.addAll(List.of("-s", from)));
        command.addAll(List.of(jar.toString(), "--config", config.toString()));
        String said = output(command);
        Matcher submitted = SUBMITTED.matcher(said);
        if (!submitted.find()) {
            throw new IllegalStateException("flink run submitted no job; it said: " + said.strip());
        }
        return submitted.group(1);
    }

    private static String output(List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        } catch (IOException e) {
            throw new IllegalStateException("Flink's command line did not start: " + e.getMessage(), e);
        }
    }
}
