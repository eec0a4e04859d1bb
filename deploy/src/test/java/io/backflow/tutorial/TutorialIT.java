package io.backflow.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/tutorial.md as one script, from an empty folder, with the newest commit. It builds what it has
 * cloned, and needs Maven Central and the ports 9092 and 9093: part of the nightly run only.
 */
@Tag("nightly")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class TutorialIT {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final Path PAGE = PROJECT.resolve("docs/tutorial.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final Pattern SERVED = Pattern.compile("(?m)^(.*?)(http://127\\.0\\.0\\.1:\\d+/)");

    /** A command that a reader ends with Ctrl-C ends here when its page has been seen. */
    private static final Pattern UNTIL_CTRL_C = Pattern.compile("(?m)^(\\./backflow dashboard .*)$");

    private static final String UNTIL_SEEN =
            "$1 & served=\\$!\nuntil [ -e ../seen ]; do sleep 1; done\n" + "kill \\$served; wait \\$served || true";

    @TempDir
    Path folder;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Boolean> pages = new TreeMap<>();

    @AfterEach
    void stopTheBroker() throws Exception {
        if (Files.exists(cloned().resolve("deploy/cluster"))) {
            start(cloned(), "deploy/cluster", "stop").waitFor();
        }
    }

    @Test
    void theCommandsLeadFromAnEmptyFolderToAModelElsewhere() throws Exception {
        Path script = Files.writeString(folder.resolve("tutorial.sh"), script());

        Process run = start(folder, "bash", script.toString());
        try {
            while (!run.waitFor(1, TimeUnit.SECONDS)) {
                visitNewPages();
            }
        } finally {
            run.descendants().forEach(ProcessHandle::destroy);
            run.destroy();
        }

        System.out.println(said());
        assertThat(run.exitValue()).as(said()).isZero();
        assertThat(pages).as("pages that showed a forecast").containsValue(true);
        assertThat(pages.get("Watch it in a browser on this machine: ")).isTrue();
        assertThat(pages.get("page of run storms: ")).isTrue();
        assertThat(said())
                .contains("forecasts of storms it never saw")
                .contains("11,510 rows, 511 sequences (storm)", "in 20 whole epochs")
                .contains("11,510 forecasts in ONNX Runtime, 0 rows without a forecast of the scoring job");
        assertTheNetworkHasLearnt();
        assertTrainingGoesOnFromKeras();
    }

    private String script() throws IOException {
        String commands = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining());
        assertThat(commands).startsWith("git clone");
        String patient = UNTIL_CTRL_C.matcher(commands).replaceAll(UNTIL_SEEN);
        assertThat(patient).isNotEqualTo(commands);
        return "set -euo pipefail\nexport BACKFLOW='" + PROJECT + "'\n" + patient;
    }

    private void visitNewPages() throws IOException {
        Matcher served = SERVED.matcher(said());
        while (served.find()) {
            String line = served.group(1);
            if (!pages.containsKey(line)) {
                pages.put(line, new PageVisit(URI.create(served.group(2))).seesAForecast());
                if (line.startsWith("page of run")) {
                    Files.createFile(folder.resolve("seen"));
                }
            }
        }
    }

    private void assertTheNetworkHasLearnt() throws IOException {
        Map<String, Double> errors = errors("storms.json");
        double network = network(errors);
        assertThat(errors).containsKeys("persistence", "linear", "autoregression (4)");
        assertThat(network).isLessThan(errors.get("persistence")).isLessThan(errors.get("linear"));
    }

    /** On what was held out, and in the last tenth of the run. */
    private void assertTrainingGoesOnFromKeras() throws IOException {
        assertThat(network(errors("keras-after.json"))).isLessThan(network(errors("keras-before.json")));

        JsonNode run = json.readTree(out("compared.json").toFile()).at("/runs/1");
        double last = run.path("final_loss").asDouble();
        assertThat(last).isPositive().isLessThan(run.path("loss").asDouble());
    }

    /** Mean squared errors by forecast. */
    private Map<String, Double> errors(String file) throws IOException {
        Map<String, Double> errors = new TreeMap<>();
        JsonNode methods = json.readTree(out(file).toFile()).at("/result/results/0/methods");
        methods.forEach(method ->
                errors.put(method.path("name").asText(), method.path("mse").asDouble()));
        return errors;
    }

    private static double network(Map<String, Double> errors) {
        return errors.entrySet().stream()
                .filter(error -> error.getKey().startsWith("version "))
                .mapToDouble(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    private Path cloned() {
        return folder.resolve("backflow");
    }

    private Path out(String file) {
        return cloned().resolve("out").resolve(file);
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said.txt"));
    }

    private Process start(Path where, String... command) throws IOException {
        return new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("said.txt").toFile()))
                .start();
    }
}
