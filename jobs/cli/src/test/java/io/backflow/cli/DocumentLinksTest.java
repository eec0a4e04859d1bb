package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A link from one page to another ends at a file that is there, and at a heading that stands on it. */
class DocumentLinksTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @Test
    void everyRelativeLinkResolves() {
        TreeSet<String> broken = new TreeSet<>();
        int links = 0;
        for (Path page : Documents.pages()) {
            for (String link : linksOf(page)) {
                links++;
                if (!resolves(page, link)) {
                    broken.add(Documents.project().relativize(page) + " -> " + link);
                }
            }
        }

        assertThat(links).as("relative links").isGreaterThan(80);
        assertThat(broken).as("links that lead nowhere").isEmpty();
    }

    @Test
    void theIndexLeadsToEveryPageOfTheDocumentation() {
        Path docs = Documents.project().resolve("docs");
        Path index = docs.resolve("README.md");
        List<Path> reached = linksOf(index).stream()
                .map(link -> docs.resolve(link.replaceFirst("#.*", "")).normalize())
                .toList();

        assertThat(Documents.pages().stream().filter(page -> docs.equals(page.getParent()) && !page.equals(index)))
                .isNotEmpty()
                .allSatisfy(page -> assertThat(reached).contains(page));
    }

    private static List<String> linksOf(Path page) {
        return LINK.matcher(Documents.prose(page))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("://"))
                .toList();
    }

    private static boolean resolves(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(target)
                && (parts.length == 1
                        || HEADING.matcher(Documents.prose(target))
                                .results()
                                .anyMatch(heading -> anchor(heading.group(1)).equals(parts[1])));
    }

    /** As GitHub makes it: lower case, without punctuation, spaces as dashes. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
