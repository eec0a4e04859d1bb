package io.backflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's pages and its main sources, for tests that read both. */
final class Documents {

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```");

    /** Its names are those of the programs that made the numbers. */
    private static final String ORACLE = "/resources/oracle/";

    private Documents() {}

    /** The folder that holds everything. */
    static Path project() {
        Path project = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(project.resolve(".editorconfig"))) {
            project = project.getParent();
        }
        return project;
    }

    /** The pages for readers; not the change log, which names what no longer exists. */
    static List<Path> pages() {
        Stream<Path> root = Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md")
                .map(name -> project().resolve(name));
        Stream<Path> others = Stream.of("docs", "schemas", "model", "jobs", "deploy")
                .flatMap(folder -> files(folder, file -> file.endsWith(".md") && !file.contains(ORACLE)).stream());
        return Stream.concat(root, others).toList();
    }

    /** What is not a test, and what its schemas are generated from. */
    static List<Path> mainSources() {
        return Stream.of("schemas", "model", "jobs", "deploy")
                .flatMap(folder -> files(folder, Documents::isMainSource).stream())
                .toList();
    }

    private static boolean isMainSource(String file) {
        return (file.contains("/src/main/") || file.contains("/src/bench/"))
                && (file.endsWith(".java") || file.endsWith(".avsc"));
    }

    /** Files below {@code folder} that are not built, by their paths. */
    static List<Path> files(String folder, Predicate<String> wanted) {
        try (Stream<Path> files = Files.walk(project().resolve(folder))) {
            return files.filter(file -> !file.toString().contains("/target/"))
                    .filter(file -> wanted.test(file.toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page without what it quotes in blocks. */
    static String prose(Path page) {
        return FENCE.matcher(read(page)).replaceAll("");
    }
}
