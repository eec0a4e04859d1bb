package io.backflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.PublishedRuns;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.jobs.sequence.Step;
import io.backflow.lab.cluster.ClusterSize;
import io.backflow.lab.cluster.ProcessCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each example configuration is submitted by {@code flink run} to a cluster of processes, with topics of its own, and
 * learns from steps that fit its model. Takes a minute: part of the nightly run only.
 */
@Tag("nightly")
@Timeout(600)
class ExamplesIT {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern IN_README = Pattern.compile("(?ms)^```yaml\\n(kafka: .*?)^```");
    private static final List<String> TOPICS =
            List.of("timesteps", "predictions", "parameters", "progress", "dead_letters", "control");
    private static final int SEQUENCES = 8;
    private static final int STEPS = 240;
    private static final long STEP_MILLIS = Duration.ofMinutes(10).toMillis();

    @TempDir
    Path folder;

    private ProcessCluster cluster;

    @TestFactory
    Stream<DynamicTest> eachExampleIsTrainedOnTheCluster() throws IOException {
        Map<String, String> examples = examples();
        assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
        cluster = ProcessCluster.start(folder, new ClusterSize(2, 2, 1, false), Map.of());
        return examples.entrySet().stream()
                .map(example -> dynamicTest(example.getKey(), () -> train(example.getKey(), example.getValue())));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** The text of each example, by its name. */
    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new TreeMap<>();
        try (Stream<Path> files = Files.list(DeployedFiles.DEPLOY.resolve("examples"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                examples.put(file.getFileName().toString().replace(".yaml", ""), Files.readString(file));
            }
        }
        Matcher readme = IN_README.matcher(DeployedFiles.read("README.md"));
        while (readme.find()) {
            examples.put("readme-" + examples.size(), readme.group(1));
        }
        return examples;
    }

    private void train(String name, String text) throws Exception {
        ObjectNode tree = (ObjectNode) YAML.readTree(text);
        tree.withObject("/kafka").put("bootstrap_servers", cluster.bootstrapServers());
        TOPICS.forEach(topic -> tree.withObject("/kafka/topics").put(topic, name + "." + topic));
        Path file = Files.writeString(folder.resolve(name + ".yaml"), YAML.writeValueAsString(tree));
        JobConfig config = JobConfig.read(file);
        cluster.brokers().await();
        new Topics(config.kafka(), Duration.ofMinutes(1)).create(4, Optional.empty());
        send(config, tree.at("/model/input/size").asInt(), !tree.has("target"));
        awaitFlink();

        String job = cluster.run(file, Optional.empty());

        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (trained(config) == 0) {
            assertThat(cluster.rest().job(job).ended()).as(name + " has ended").isFalse();
            assertThat(System.nanoTime()).as(name + " has learnt nothing").isLessThan(deadline);
            Thread.sleep(500);
        }
        System.out.println(name + ": job " + job + " runs, trained on " + trained(config) + " steps");
        cluster.rest().cancel(job);
        while (!cluster.rest().job(job).ended()) {
            Thread.sleep(100);
        }
    }

    private void awaitFlink() throws InterruptedException {
        while (!cluster.rest().answers()) {
            Thread.sleep(100);
        }
    }

    /** Steps that the newest published version was trained on. */
    private static long trained(JobConfig config) {
        return PublishedRuns.in(config.kafka(), Duration.ofSeconds(20)).stream()
                .mapToLong(PublishedRuns.Entry::steps)
                .max()
                .orElse(0);
    }

    /** Sequences side by side, that begin two days ago. */
    private static void send(JobConfig config, int features, boolean withTarget) {
        Random random = new Random(1);
        long begin = System.currentTimeMillis() - Duration.ofDays(2).toMillis();
        try (TimestepProducer producer = new TimestepProducer(config.kafka())) {
            for (int step = 0; step < STEPS; step++) {
                for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                    float[] values = new float[features];
                    for (int i = 0; i < features; i++) {
                        values[i] = random.nextFloat();
                    }
                    float[] target = withTarget
                            ? Arrays.copyOf(values, config.model().head().units())
                            : null;
                    producer.send(new Step(
                            "s" + sequence,
                            step,
                            begin + step * STEP_MILLIS,
                            values,
                            Step.NONE,
                            target,
                            Step.NONE,
                            1f,
                            false));
                }
            }
        }
    }
}
