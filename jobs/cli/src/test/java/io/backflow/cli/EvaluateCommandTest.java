package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.lab.forecast.NetworkForecaster;
import io.backflow.lab.forecast.Scaling;
import io.backflow.lab.forecast.Storms;
import io.backflow.lab.forecast.Track;
import io.backflow.model.ParameterLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The storms of a file, those held out of the training with weight 0, without any broker. */
class EvaluateCommandTest {

    private static final String CONFIG = """
            kafka: {bootstrap_servers: "localhost:9"}
            stream:
              format: json
              fields: {sequence: storm, time: hour, step: n, weight: w, features: [lat, lon, wind, pressure]}
            model:
              input: {type: features, size: 4}
              layers: [{type: gru, units: 8}]
              head: {units: 4, loss: {type: mse}}
            normalization: {mean: %s, deviation: %s}
            target: {type: next, residual: true}
            """;

    @TempDir
    Path folder;

    private final Storms storms = Storms.load();
    private final Scaling scaling = Scaling.of(storms.train());
    private Path config;
    private Path file;

    @BeforeEach
    void writeFiles() throws IOException {
        config = Files.writeString(
                folder.resolve("storms.yaml"),
                CONFIG.formatted(Arrays.toString(scaling.mean()), Arrays.toString(scaling.deviation())));
        List<String> rows = new ArrayList<>(List.of("storm,hour,n,lat,lon,wind,pressure,w"));
        for (List<Track> part : List.of(storms.train(), storms.validation(), storms.test())) {
            for (Track track : part) {
                for (int t = 0; t < track.length(); t++) {
                    String numbers = Arrays.toString(track.rows()[t]).replaceAll("[\\[\\] ]", "");
                    rows.add(track.id() + "," + t + "," + t + "," + numbers + "," + (part == storms.test() ? 0 : 1));
                }
            }
        }
        file = Files.write(folder.resolve("storms.csv"), rows);
    }

    @Test
    void simpleForecastsOfTheStormsComeToTheKnownNumbers() throws Exception {
        JsonNode result = evaluate("--baselines");

        JsonNode part = result.at("/result/results/0");
        assertThat(part.path("forecasts").asInt()).isEqualTo(978);
        // numpy 2.4, float64, numpy.linalg.lstsq over the 435 storms that are not held out
        assertThat(mse(part, "persistence")).isCloseTo(0.04044034, offset(5e-8));
        assertThat(mse(part, "linear")).isCloseTo(0.03795348, offset(5e-8));
        assertThat(mse(part, "autoregression (4)")).isCloseTo(0.02703, offset(5e-6));
        assertThat(result.at("/result/held_out").asInt())
                .isEqualTo(storms.test().stream().mapToInt(Track::length).sum());
    }

    @Test
    void aModelErrsAsItsNetworkDoes() throws Exception {
        JobConfig job = JobConfig.read(config);
        float[] parameters = new float[ParameterLayout.of(job.model()).size()];
        Random random = new Random(3);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) (0.2 * random.nextGaussian());
        }
        Path model = folder.resolve("model.safetensors");
        new ModelFile(ForecastSpec.of(job), 7, parameters).write(model);
        double expected;
        try (NetworkForecaster network = new NetworkForecaster(job.model(), scaling.applyLikeJob(storms.test()))) {
            expected = network.error(parameters);
        }

        JsonNode result = evaluate("--model", model.toString());

        // one computes in scaled values, the other in those of the stream and back, both in single precision
        assertThat(mse(result.at("/result/results/0"), "version 7")).isCloseTo(expected, offset(1e-5));
    }

    @Test
    void tableAndPlotFitTheTerminal() {
        Path svg = folder.resolve("plot.svg");
        Invocation invocation = Invocation.of(
                "evaluate", "--config", config.toString(), "--baselines", "--svg", svg.toString(), file.toString());

        assertThat(invocation.exitCode()).as(invocation.err()).isZero();
        assertThat(invocation.out())
                .contains("978 forecasts, 1 step ahead", "mse lat", "0.04044", "0.03795", "0.02703", "█")
                .doesNotContain("\u001b");
        assertThat(invocation.out().lines().skip(2)).allMatch(line -> line.length() <= 120);
        assertThat(svg)
                .content()
                .startsWith("<svg")
                .contains("persistence", "0.04044")
                .endsWith("</svg>\n");
    }

    @Test
    void partsAreHeldOutOfWhatHasNoWeights() throws Exception {
        JsonNode result = evaluate("--baselines", "--hold-out", "20%", "--hold-out-by", "sequence");

        int held = result.at("/result/held_out").asInt();
        assertThat(held).isBetween(11_510 / 10, 11_510 * 3 / 10);
        assertThat(held + result.at("/result/learnt").asInt()).isEqualTo(11_510);
    }

    @Test
    void whatCannotBeComparedIsRefusedWithTheRemedy() throws Exception {
        Path plain =
                Files.writeString(folder.resolve("plain.csv"), "storm,hour,n,lat,lon,wind,pressure\na,0,0,1,2,3,4\n");
        refused("no step of 1 is held out (has weight 0); give --hold-out 15%", "--baselines", plain.toString());
        refused("exclude one another", "--baselines", "--forecasts", file.toString());
        refused("there is no such file", "--model", "nowhere.safetensors", file.toString());
        refused("order of the autoregression is 0", "--order", "0", file.toString());
        refused("is no file; check the path", "--baselines", "nowhere.csv");
    }

    private void refused(String sentence, String... more) {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "--config", config.toString()));
        arguments.addAll(List.of(more));
        Invocation invocation = Invocation.of(arguments.toArray(String[]::new));
        assertThat(invocation.exitCode()).isEqualTo(2);
        assertThat(invocation.err()).contains(sentence);
    }

    private JsonNode evaluate(String... more) throws IOException {
        Path json = folder.resolve("result.json");
        List<String> arguments =
                new ArrayList<>(List.of("evaluate", "--config", config.toString(), "--json", json.toString()));
        arguments.addAll(List.of(more));
        arguments.add(file.toString());
        Invocation invocation = Invocation.of(arguments.toArray(String[]::new));
        assertThat(invocation.exitCode()).as(invocation.err()).isZero();
        return new ObjectMapper().readTree(json.toFile());
    }

    private static double mse(JsonNode part, String method) {
        for (JsonNode found : part.path("methods")) {
            if (found.path("name").asText().equals(method)) {
                return found.path("mse").asDouble();
            }
        }
        throw new AssertionError("no " + method + " in " + part);
    }
}
