package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Pages, comments and messages use the field's words. A banned word has no use of its own here: the index of the
 * documentation lists what to write instead.
 */
class WordsTest {

    private static final Pattern BANNED = Pattern.compile(
            "\\b(way back|hand-?over|tells|told|hears|heard|believes?|believed|news|nobody|tally|tallies|ledger"
                    + "|blows)\\b",
            Pattern.CASE_INSENSITIVE);

    /** Comments, text blocks and strings: what people read. Names are what the code says. */
    private static final Pattern SAID = Pattern.compile(
            "(?s)/\\*.*?\\*/|\"\"\".*?\"\"\"|//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'");

    @Test
    void noBannedWordStandsOnAPageOrInACommentOrAMessage() {
        TreeMap<String, String> found = new TreeMap<>();
        for (Path page : Documents.pages()) {
            look(page, Documents.read(page), found);
        }
        int sources = 0;
        for (Path source : Documents.mainSources()) {
            if (source.toString().endsWith(".java")) {
                sources++;
                SAID.matcher(Documents.read(source)).results().forEach(said -> look(source, said.group(), found));
            }
        }

        assertThat(sources).isGreaterThan(300);
        assertThat(found)
                .as("banned words; docs/README.md#words lists the field's")
                .isEmpty();
    }

    @Test
    void aBannedWordIsFoundWhereverItIsRead() {
        assertThat(Stream.of(
                        "/** The way back. */",
                        "// Nobody hears it",
                        "\"the server told it\"",
                        "\"\"\"\n the news \"\"\""))
                .allSatisfy(said -> {
                    Matcher part = SAID.matcher("int a; " + said + " int b;");
                    assertThat(part.find()).isTrue();
                    assertThat(BANNED.matcher(part.group()).find()).isTrue();
                });
        assertThat(BANNED.matcher("the toldest newsletter").find()).isFalse();
    }

    private static void look(Path file, String text, TreeMap<String, String> found) {
        Matcher banned = BANNED.matcher(text);
        while (banned.find()) {
            int from = Math.max(0, banned.start() - 40);
            found.put(
                    Documents.project().relativize(file) + ": " + banned.group(),
                    text.substring(from, Math.min(text.length(), banned.end() + 40))
                            .replace('\n', ' '));
        }
    }
}
