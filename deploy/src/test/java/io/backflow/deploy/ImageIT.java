package io.backflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the image copies is there after the build, and nothing that a TaskManager needs is left out. */
class ImageIT {

    /** In Flink's own image already, in its flink-dist or beside it. */
    private static final List<String> OF_FLINK = List.of(
            "flink-",
            "frocksdbjni-",
            "log4j-",
            "slf4j-",
            "kryo-",
            "minlog-",
            "objenesis-",
            "reflectasm-",
            "javassist-",
            "async-profiler-",
            "commons-cli-",
            "commons-compress-",
            "commons-io-",
            "commons-lang3-",
            "commons-text-",
            "jsr305-",
            "jspecify-",
            "lz4-java-",
            "snappy-java-",
            "snakeyaml-engine-");

    @Test
    void everySourceOfACopyExists() throws IOException {
        List<String> absent = new ArrayList<>();
        for (String source :
                Dockerfile.parse(DeployedFiles.read("deploy/image/Dockerfile")).sources()) {
            if (matching(source).isEmpty()) {
                absent.add(source);
            }
        }

        assertThat(absent).isEmpty();
    }

    @Test
    void theImageHasEachLibraryOfTheClusterThatFlinkHasNot() throws IOException {
        Set<String> copied = new TreeSet<>();
        for (String source :
                Dockerfile.parse(DeployedFiles.read("deploy/image/Dockerfile")).sources()) {
            if (source.startsWith("deploy/target/flink/lib/")) {
                copied.addAll(matching(source));
            }
        }
        Set<String> needed = matching("deploy/target/flink/lib/*.jar").stream()
                .filter(name -> OF_FLINK.stream().noneMatch(name::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(copied).isEqualTo(needed).anyMatch(name -> name.startsWith("openblas-"));
    }

    /** Names of the files that a source means. */
    private static Set<String> matching(String source) throws IOException {
        Path path = DeployedFiles.PROJECT.resolve(source);
        if (source.endsWith("/")) {
            return Files.isDirectory(path) ? Set.of(source) : Set.of();
        }
        PathMatcher pattern = FileSystems.getDefault().getPathMatcher("glob:" + path.getFileName());
        if (!Files.isDirectory(path.getParent())) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.map(Path::getFileName)
                    .filter(pattern::matches)
                    .map(Path::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
