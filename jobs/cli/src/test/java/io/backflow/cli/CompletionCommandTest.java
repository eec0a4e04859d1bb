package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.Patience;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts are read by the shells that they are for; shells that this machine has not are left out. */
class CompletionCommandTest {

    /** Calls the function of the script as bash does when the cursor is at the end of the words. */
    private static final String IN_BASH = """
            source "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
            _complete_backflow 2>/dev/null
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    Path folder;

    @Test
    void bashCompletesCommandsOptionsAndValues() throws Exception {
        assertThat(bash("backflow", "ev")).containsExactly("evaluate");
        assertThat(bash("./backflow", "dead-letters", "")).contains("list", "show", "replay");
        assertThat(bash("backflow", "train", "--fr")).containsExactlyInAnyOrder("--fresh", "--from-model");
        assertThat(bash("backflow", "replay", "--hold-out-by", "T")).containsExactly("TIME");
        Path file = Files.createFile(folder.resolve("job.yaml"));
        assertThat(bash("backflow", "train", "--config", file.toString())).containsExactly(file.toString());
    }

    private List<String> bash(String... words) throws Exception {
        return run("bash", List.of("bash", "-c", IN_BASH, "bash", script("bash").toString()), words);
    }

    @Test
    void zshReadsTheScript() throws Exception {
        String command = "source \"$1\" && whence -w _complete_backflow && print -r -- $_comps[backflow]";
        assertThat(run(
                        "zsh",
                        List.of("zsh", "-f", "-c", command, "zsh", script("zsh").toString())))
                .anyMatch(line -> line.contains("_complete_backflow: function"))
                .anyMatch(line -> line.contains("_bash_complete"));
    }

    @Test
    void fishCompletesCommandsOptionsAndValues() throws Exception {
        assertThat(fish("backflow ev")).containsExactly("evaluate");
        assertThat(fish("backflow dead-letters ")).contains("list", "show", "replay");
        assertThat(fish("backflow train --config topics --fr")).containsExactlyInAnyOrder("--fresh", "--from-model");
        assertThat(fish("backflow replay --hold-out-by t")).containsExactly("time");
        assertThat(fish("backflow topics create --rep")).containsExactly("--replication");
    }

    /** What the line may go on with, without the descriptions. */
    private List<String> fish(String line) throws Exception {
        String command = "source $argv[1]; complete -C $argv[2]";
        return run(
                        "fish",
                        List.of(
                                "fish",
                                "--no-config",
                                "-c",
                                command,
                                script("fish").toString()),
                        line)
                .stream()
                .map(said -> said.replaceFirst("\t.*", ""))
                .toList();
    }

    @Test
    void theScriptOfFishHasEachCommandOnce() {
        Invocation fish = Invocation.of("completion", "fish");

        assertThat(fish.out().lines())
                .filteredOn(line -> line.contains(" -a evaluate "))
                .singleElement()
                .asString()
                .contains("= \\'backflow\\'' -a evaluate -d 'Compares a model with simple forecasts");
        assertThat(fish.out()).contains("'backflow dead-letters list'").doesNotContain("${", "%%");
    }

    /** The process ends at once, and what has not been flushed is lost. */
    @Test
    void nothingOfTheScriptStaysInABuffer() {
        StringWriter screen = new StringWriter();
        int exitCode = Backflow.commandLine()
                .setOut(new PrintWriter(new BufferedWriter(screen)))
                .execute("completion", "bash");

        assertThat(exitCode).isZero();
        assertThat(screen.toString())
                .isEqualTo(Invocation.of("completion", "bash").out());
    }

    @Test
    void anUnknownShellIsRefused() {
        Invocation refused = Invocation.of("completion", "tcsh");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("tcsh", "BASH, ZSH, FISH");
    }

    private Path script(String shell) throws IOException {
        Invocation printed = Invocation.of("completion", shell);
        assertThat(printed.exitCode()).as(printed.err()).isZero();
        return Files.writeString(folder.resolve("completion." + shell), printed.out());
    }

    private List<String> run(String shell, List<String> command, String... words) throws Exception {
        Assumptions.assumeTrue(isInstalled(shell), shell + " is not installed");
        Path said = folder.resolve("said.txt");
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(words));
        Process process = new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(said, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static boolean isInstalled(String shell) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell)));
    }
}
