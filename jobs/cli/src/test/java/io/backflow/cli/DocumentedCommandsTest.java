package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

/** A command on a page is one that the command line takes, with options and values that it has. */
class DocumentedCommandsTest {

    private static final Pattern IN_BLOCK = Pattern.compile("(?m)^ *(?:[A-Z_]+=\\S+ )?\\./backflow +([^\\n#|>&]*)");
    private static final Pattern IN_TEXT = Pattern.compile("`\\./backflow ([^`\\n#|>&]+)[^`\\n]*`");

    /** What the launcher does before Java starts, and other sentences about all commands. */
    private static final Pattern ELSEWHERE = Pattern.compile("bench kernels.*");

    @Test
    void everyCommandOnThePagesIsTaken() {
        Map<String, String> refused = new LinkedHashMap<>();
        List<String> commands = new ArrayList<>();
        for (Path page : Documents.pages()) {
            String text = Documents.read(page);
            Stream.of(IN_BLOCK, IN_TEXT)
                    .flatMap(pattern -> pattern.matcher(text).results())
                    .map(found -> found.group(1).strip())
                    .filter(line -> !ELSEWHERE.matcher(line).matches())
                    .forEach(line -> {
                        commands.add(line);
                        String refusal = refusal(line);
                        if (!refusal.isEmpty()) {
                            refused.put(page.getFileName() + ": " + line, refusal);
                        }
                    });
        }

        assertThat(commands).hasSizeGreaterThan(80).contains("demo", "score --config job.yaml");
        assertThat(refused).as("commands on pages that are refused").isEmpty();
    }

    /** Options that the text leaves out, as in a mention of a command by its name, are no mistake. */
    private static String refusal(String line) {
        try {
            Backflow.commandLine().parseArgs(line.split(" +"));
            return "";
        } catch (ParameterException e) {
            String message = String.valueOf(e.getMessage());
            return message.contains("Missing required") ? "" : message;
        }
    }

    @Test
    void aCommandThatIsNotThereIsFound() {
        assertThat(refusal("trian --config job.yaml")).contains("trian");
        assertThat(refusal("train --config job.yaml --fesh")).contains("--fesh");
        assertThat(refusal("train")).isEmpty();
    }
}
