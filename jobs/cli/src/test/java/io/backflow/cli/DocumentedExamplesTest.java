package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Java that a page or Javadoc shows is compiled and run: each block stands, line by line, in {@code JavaExamples}. */
class DocumentedExamplesTest {

    private static final Pattern ON_PAGE = Pattern.compile("(?ms)^```java\\n(.*?)^```");
    private static final Pattern IN_JAVADOC = Pattern.compile("(?s)<pre>\\{@code\\n(.*?)\\}</pre>");
    private static final Path EXAMPLES =
            Documents.project().resolve("jobs/local/src/test/java/io/backflow/jobs/JavaExamples.java");

    @Test
    void everyJavaBlockStandsInTheCompiledExamples() {
        String compiled = lines(Documents.read(EXAMPLES));
        List<String> blocks = blocks();

        assertThat(blocks).as("blocks of Java on pages and in Javadoc").hasSizeGreaterThanOrEqualTo(5);
        assertThat(blocks)
                .as("blocks that differ from what is compiled; change the page and JavaExamples together")
                .allSatisfy(block -> assertThat(compiled).contains(block));
    }

    private static List<String> blocks() {
        List<String> blocks = new ArrayList<>();
        for (Path page : Documents.pages()) {
            collect(ON_PAGE, Documents.read(page), blocks);
        }
        for (Path source : Documents.mainSources()) {
            collect(IN_JAVADOC, Documents.read(source).replaceAll("(?m)^ *\\* ?", ""), blocks);
        }
        return blocks;
    }

    private static void collect(Pattern block, String text, List<String> blocks) {
        block.matcher(text).results().map(found -> lines(found.group(1))).forEach(blocks::add);
    }

    /** Without indentation and empty lines, each line between line feeds. */
    private static String lines(String code) {
        return "\n" + code.strip().replaceAll("\\s*\\n\\s*", "\n") + "\n";
    }
}
