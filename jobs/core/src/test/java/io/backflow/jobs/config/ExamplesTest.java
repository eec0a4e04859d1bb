package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExamplesTest {

    @Test
    void everyExampleIsAConfigurationThatStarts() throws IOException {
        List<Path> examples;
        try (var files = Files.list(Path.of("..", "..", "deploy", "examples"))) {
            examples = files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        assertThat(examples).isNotEmpty();
        assertThat(examples)
                .allSatisfy(file -> assertThatCode(() -> JobConfig.read(file)).doesNotThrowAnyException());
    }
}
