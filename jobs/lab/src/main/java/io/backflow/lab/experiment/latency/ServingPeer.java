package io.backflow.lab.experiment.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Steps a second that a served model makes on one thread, beside ONNX Runtime with the exported model.
 *
 * @param servedPerS the served model's
 * @param onnxruntimePerS ONNX Runtime's
 */
public record ServingPeer(double servedPerS, double onnxruntimePerS) {

    private static final String BENCHMARK = "io.backflow.bench.serving.ServingBenchmark";

    /** The median of five pairs after a first one, in a process of its own. */
    static ServingPeer measure(Path home, int units, int sequences, int seconds) throws Exception {
        Path bench = home.resolve("jobs/serve/target/bench");
        if (!Files.isDirectory(bench.resolve("classes"))) {
            throw new IllegalStateException(bench + " is absent; ./backflow bench latency builds it");
        }
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseParallelGC",
                BENCHMARK,
                Integer.toString(units),
                Integer.toString(sequences),
                Integer.toString(seconds)));
        // not as an argument: ONNX Runtime's library fails on a long command line
        builder.environment()
                .put(
                        "CLASSPATH",
                        bench.resolve("classes") + ":" + home.resolve("jobs/serve/target/classes") + ":"
                                + bench.resolve("lib") + "/*");
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("the comparison with ONNX Runtime ended with " + process.exitValue());
            }
            return parse(said);
        } finally {
            process.destroyForcibly();
        }
    }

    private static ServingPeer parse(String said) throws IOException {
        JsonNode line = new ObjectMapper().readTree(said.substring(said.indexOf('{')));
        return new ServingPeer(
                line.get("served_per_s").asDouble(),
                line.get("onnxruntime_per_s").asDouble());
    }

    /** The served model's rate by ONNX Runtime's. */
    double ratio() {
        return servedPerS / onnxruntimePerS;
    }
}
