package io.backflow.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelJsonTest {

    private static final String SPEC = "{\"input\":{\"type\":\"features\",\"size\":3},"
            + "\"layers\":[{\"type\":\"lstm\",\"units\":5,\"unit_forget_bias\":true,\"dropout\":0.0}],"
            + "\"head\":{\"units\":2,\"loss\":{\"type\":\"mse\"}}}";

    @TempDir
    Path folder;

    static Stream<ModelSpec> models() {
        return Models.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aSpecSurvives(ModelSpec spec) {
        Path file = folder.resolve("model.json");
        ModelJson.write(file, spec);
        assertThat(ModelJson.read(file)).isEqualTo(spec);
    }

    /** The format of files that exist: changing it needs a migration. */
    @Test
    void aSpecIsWrittenWithTypesAndSnakeCase() throws IOException {
        Path file = Files.writeString(folder.resolve("model.json"), SPEC);
        assertThat(ModelJson.text(ModelJson.read(file))).isEqualTo(SPEC);
    }

    @Test
    void whatAMissingFeatureIsStaysInTheSpec() throws IOException {
        String masked = SPEC.replace("\"size\":3", "\"size\":3,\"missing\":[\"mask\"]");
        Path file = Files.writeString(folder.resolve("model.json"), masked);
        assertThat(ModelJson.read(file).input().width()).isEqualTo(9);
        assertThat(ModelJson.text(ModelJson.read(file))).isEqualTo(masked);
    }

    @Test
    void whetherTheParametersHoldStatisticsStaysInTheSpec() throws IOException {
        String normalized = SPEC.replace("\"size\":3", "\"size\":3,\"normalized\":true");
        Path file = Files.writeString(folder.resolve("model.json"), normalized);
        assertThat(ModelJson.text(ModelJson.read(file))).isEqualTo(normalized);
    }

    @Test
    void timesAndASkipConnectionStayInTheSpec() throws IOException {
        String timed = SPEC.replace(
                        "\"size\":3",
                        "\"size\":3,\"time_features\":[\"elapsed\",\"day_of_week\"],"
                                + "\"time_zone\":\"Europe/Berlin\",\"time_ahead\":5")
                .replace("{\"type\":\"mse\"}", "{\"type\":\"mse\"},\"skip\":\"time\"");
        Path file = Files.writeString(folder.resolve("model.json"), timed);
        assertThat(ModelJson.read(file).input().width()).isEqualTo(3 + 1 + 9 + 9);
        assertThat(ModelJson.text(ModelJson.read(file))).isEqualTo(timed);
    }

    /** What is replaced in a good spec, by what, and the sentence. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"units\":5 | \"units\":5,\"unit\":5 | key layers[0].unit is not known; known here are [dropout,"
                        + " unit_forget_bias, units]",
                "\"dropout\":0.0 | \"dropout\":1.5 | at layers[0]: model.layers.dropout is 1.5; it must be at least"
                        + " 0.0",
                "\"units\":5 | \"units\":0 | at layers[0]: model.layers.units is 0; it must be a whole number above 0",
                "\"units\":5 | \"units\":5.5 | at layers[0].units: ",
                "\"units\":5 | \"units\":\"5\" | at layers[0].units: ",
                "\"units\":5, | '' | key layers[0].units is missing",
                "lstm | lsmt | at layers[0]: Could not resolve type id 'lsmt'",
                "\"size\":3 | \"size\":3,\"time_features\":[\"elapsed\"],\"time_zone\":\"Mars\" | at input:"
                        + " model.input.time_zone is Mars; it must be the name of a time zone",
                "\"type\":\"mse\"} | \"type\":\"mse\"},\"skip\":\"time\" | model.head.skip is time, but"
                        + " model.input.time_features is empty",
                "\"size\":3 | \"size\":3,\"size\":4 | is not JSON: Duplicate field 'size'",
                "\"head\" | \"tail\" | key head is missing"
            })
    void aSpecWithAMistakeIsRefusedByPlace(String good, String bad, String sentence) throws IOException {
        Path file = folder.resolve("model.json");
        assertThat(SPEC).contains(good);
        Files.writeString(file, SPEC.replace(good, bad));
        assertThatThrownBy(() -> ModelJson.read(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(file + ": " + sentence);
    }

    @Test
    void aFileFarLargerThanAnySpecIsRefusedUnread() throws IOException {
        Path file = Files.writeString(folder.resolve("model.json"), " ".repeat(2 << 20));
        assertThatThrownBy(() -> ModelJson.read(file)).hasMessageContaining("has 2097152 bytes; at most 1048576");
    }
}
