package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents name classes that exist, in whichever module. */
class DocumentedNamesTest {

    /** Names in code font that are other projects'. */
    private static final Set<String> FOREIGN = Set.of("Dense", "Gather", "SimpleRNN"); // Keras' layers, ONNX' operators

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern NAME =
            Pattern.compile("`(?:io\\.backflow\\.[a-z.]*)?([A-Z]\\w*[a-z]\\w*)(?:[.#(][^`]*)?`");

    @Test
    void everyClassThatTheDocumentsNameExists() throws IOException {
        TreeMap<String, Path> named = named();
        assertThat(named).as("names of classes in README.md and docs").isNotEmpty();

        named.keySet().removeAll(known());
        named.keySet().removeAll(FOREIGN);

        assertThat(named)
                .as("classes that documents name and that do not exist; other projects' belong in FOREIGN")
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

    private static List<Path> documents() throws IOException {
        return Stream.concat(
                        Stream.of(project().resolve("README.md")).filter(Files::exists),
                        files("docs", path -> path.toString().endsWith(".md")).stream())
                .toList();
    }

    /** Classes by their sources, and records by their schemas, from which their classes are generated. */
    private static Set<String> known() throws IOException {
        Pattern source = Pattern.compile("(\\w+)\\.(java|avsc)");
        Set<String> known = Stream.of("schemas", "model", "jobs", "deploy")
                .flatMap(module -> files(module, path -> path.toString().contains("/src/")).stream())
                .map(path -> source.matcher(path.getFileName().toString()))
                .filter(Matcher::matches)
                .map(name -> name.group(1))
                .collect(Collectors.toSet());
        assertThat(known).contains("Timestep", "TrainingPipeline", "ModelSpec");
        return known;
    }

    private static List<Path> files(String folder, Predicate<Path> wanted) {
        try (Stream<Path> files = Files.walk(project().resolve(folder))) {
            return files.filter(wanted).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path project() {
        Path project = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(project.resolve("docs"))) {
            project = project.getParent();
        }
        return project;
    }
}
