package io.backflow.model.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Numbers computed by other programs, file by file. Another folder of the same format runs with
 * {@code mvn -pl model test -Dbackflow.oracle=DIR}.
 */
class OracleTest {

    static final Path OWN = Path.of("src", "test", "resources", "oracle");

    @TestFactory
    Stream<DynamicTest> every_file_agrees_with_its_oracle() throws IOException {
        Suite suite = new Suite(folder(System.getProperty("backflow.oracle", "")));
        List<Verdict> verdicts = new ArrayList<>();
        Stream<DynamicTest> files = suite.files().stream()
                .map(file -> dynamicTest(file, () -> {
                    Verdict verdict = suite.run(file);
                    verdicts.add(verdict);
                    System.out.println(verdict.line());
                    switch (verdict.outcome()) {
                        case FAIL -> throw new AssertionError(verdict.line());
                        case SKIP -> Assumptions.abort(verdict.detail());
                        case PASS -> assertThat(verdict.detail()).isNotBlank();
                    }
                }));
        return Stream.concat(files, Stream.of(dynamicTest("every supported case ran", () -> everyCaseRan(verdicts))));
    }

    /** A relative folder may be meant from this module, or from the project's root, where Maven was started. */
    private static Path folder(String property) {
        if (property.isBlank()) {
            return OWN;
        }
        Path folder = Path.of(property);
        return Files.isDirectory(folder) ? folder : Path.of("..").resolve(folder);
    }

    private static void everyCaseRan(List<Verdict> verdicts) {
        assertThat(verdicts).as("oracle files in the folder").isNotEmpty();
        Set<String> run = verdicts.stream()
                .filter(verdict -> verdict.outcome() != Verdict.Outcome.SKIP)
                .map(Verdict::caseName)
                .collect(Collectors.toSet());
        assertThat(run).as("cases that ran").containsAll(Cases.SUPPORTED.keySet());
    }
}
