package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the build ships is listed in CycloneDX's form beside it, each library with its version. */
class BillOfMaterialsIT {

    private static final Path CLUSTER = Path.of("target", "flink");

    @BeforeAll
    static void mavenMakesTheListUnlessItIsOffline() {
        String arguments = System.getenv().getOrDefault("MAVEN_CMD_LINE_ARGS", "");
        assumeThat(arguments)
                .as("options of Maven, which leaves the list out with -o")
                .doesNotContain(" -o", "--offline");
    }

    @Test
    void everyLibraryOfTheClusterIsListed() throws IOException {
        assertThat(listed()).containsAll(libraries(CLUSTER.resolve("lib")));
    }

    @Test
    void theLibrariesInTheJobsJarAreListed() throws IOException {
        assertThat(listed())
                .anyMatch(name -> name.startsWith("kafka-clients-"))
                .anyMatch(name -> name.startsWith("avro-"))
                .anyMatch(name -> name.startsWith("flink-connector-kafka-"))
                .anyMatch(name -> name.startsWith("jackson-databind-"))
                .anyMatch(name -> name.startsWith("nd4j-native-"));
    }

    private static Set<String> listed() throws IOException {
        JsonNode root = new ObjectMapper().readTree(Files.readString(CLUSTER.resolve("backflow.cdx.json")));
        assertThat(root.path("bomFormat").asText()).isEqualTo("CycloneDX");
        Set<String> names = new TreeSet<>();
        root.path("components")
                .forEach(component -> names.add(component.path("name").asText() + "-"
                        + component.path("version").asText()));
        return names;
    }

    /** Names and versions of the jars in {@code folder}, without classifiers of natives. */
    private static Set<String> libraries(Path folder) throws IOException {
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.map(jar -> jar.getFileName().toString())
                    .map(name -> name.replaceFirst("(-(linux|macosx|windows)-[a-z0-9_-]+)?\\.jar$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
