package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sources keep to what {@code .editorconfig} declares and what no formatter looks after. */
class SourceStyleTest {

    private static final Pattern WIDTH = Pattern.compile("(?s)\\[\\*\\.java].*?max_line_length = (\\d+)");
    private static final Pattern TEST_METHOD = Pattern.compile("\\n    (?:public )?void (\\w+)\\(");
    private static final int LONGEST_NAME = 80;

    /** A text block holds what it holds: a table of whole sentences, a configuration, a record. */
    @Test
    void noLineIsWiderThanDeclared() throws IOException {
        Matcher declared = WIDTH.matcher(Documents.read(Documents.project().resolve(".editorconfig")));
        assertThat(declared.find()).isTrue();
        int width = Integer.parseInt(declared.group(1));

        List<String> wide = new ArrayList<>();
        for (Path source : sources()) {
            boolean block = false;
            int number = 0;
            for (String line : Files.readAllLines(source)) {
                number++;
                boolean delimiter = line.contains("\"\"\"");
                if (!block && line.codePointCount(0, line.length()) > width) {
                    wide.add(source + ":" + number);
                }
                block ^= delimiter;
            }
        }

        assertThat(wide).as("lines of more than %d columns", width).isEmpty();
    }

    @Test
    void testsAreNamedInOneStyle() throws IOException {
        List<String> others = new ArrayList<>();
        int tests = 0;
        for (Path source : sources()) {
            if (!source.toString().contains("/src/test/")) {
                continue;
            }
            Matcher method = TEST_METHOD.matcher(Files.readString(source));
            while (method.find()) {
                tests++;
                String name = method.group(1);
                if (name.contains("_") || name.length() > LONGEST_NAME) {
                    others.add(source.getFileName() + ": " + name);
                }
            }
        }

        assertThat(tests).isGreaterThan(400);
        assertThat(others)
                .as("tests that are not named in camel case, in at most %d characters", LONGEST_NAME)
                .isEmpty();
    }

    private static List<Path> sources() {
        List<Path> sources = Stream.of("schemas", "model", "jobs", "deploy")
                .flatMap(module ->
                        Documents.files(module, file -> file.contains("/src/") && file.endsWith(".java")).stream())
                .toList();
        assertThat(sources).hasSizeGreaterThan(500);
        return sources;
    }
}
