package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents name classes that exist. */
class DocumentedNamesTest {

    /** Names in code font that are other projects' or no classes at all. */
    private static final Set<String> FOREIGN = Set.of();

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern NAME =
            Pattern.compile("`(?:io\\.backflow\\.[a-z.]*)?([A-Z]\\w*[a-z]\\w*)(?:[.#(][^`]*)?`");

    @Test
    void everyClassThatTheDocumentsNameExists() throws IOException {
        Set<String> known = new ClassFileImporter()
                .importPackages("io.backflow").stream()
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet());

        TreeMap<String, Path> named = named();

        assertThat(named).as("names of classes in README.md and docs").isNotEmpty();
        named.keySet().removeAll(known);
        named.keySet().removeAll(FOREIGN);
        assertThat(named)
                .as("classes that documents name and that do not exist")
                .isEmpty();
    }

    private static TreeMap<String, Path> named() throws IOException {
        TreeMap<String, Path> named = new TreeMap<>();
        for (Path document : documents()) {
            Matcher name =
                    NAME.matcher(FENCE.matcher(Files.readString(document)).replaceAll(""));
            while (name.find()) {
                named.put(name.group(1), document);
            }
        }
        return named;
    }

    private static Iterable<Path> documents() throws IOException {
        Path project = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(project.resolve("docs"))) {
            project = project.getParent();
        }
        try (Stream<Path> docs = Files.walk(project.resolve("docs"))) {
            return Stream.concat(Stream.of(project.resolve("README.md")).filter(Files::exists), docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
        }
    }
}
