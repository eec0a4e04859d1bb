package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConfigReferenceTest {

    private static final Path PAGE = project().resolve(Path.of("docs", "configuration.md"));

    /** With {@code -Dbackflow.write-reference=true} the page is written instead. */
    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        String generated = ConfigReference.markdown();
        if (Boolean.getBoolean("backflow.write-reference")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, generated);
        }
        assertThat(PAGE)
                .as("docs/configuration.md is stale; write it anew with -Dbackflow.write-reference=true")
                .exists()
                .hasContent(generated);
    }

    private static Path project() {
        Path project = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(project.resolve("docs"))) {
            project = project.getParent();
        }
        return project;
    }

    @Test
    void everyKeyHasAMeaning() {
        Set<Class<?>> seen = new HashSet<>();
        assertMeanings(JobConfig.class, seen);
        assertThat(seen).hasSizeGreaterThan(20);
    }

    private static void assertMeanings(Class<?> type, Set<Class<?>> seen) {
        if (!seen.add(type)) {
            return;
        }
        Variants.of(type).values().forEach(variant -> assertMeanings(variant, seen));
        if (type.isRecord()) {
            for (Setting setting : Settings.of(type)) {
                assertThat(setting.meaning())
                        .as("meaning of %s.%s", type.getSimpleName(), setting.name())
                        .isNotBlank();
                if (ConfigReference.element(setting.type()) instanceof Class<?> inner) {
                    assertMeanings(inner, seen);
                }
            }
        }
    }
}
