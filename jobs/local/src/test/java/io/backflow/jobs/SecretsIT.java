package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.jobs.config.JobConfig;
import io.backflow.local.Directories;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.LoopbackPorts;
import io.backflow.local.RunningJob;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A canary stands in a running job's secrets, and is found in nothing that the job logs, serves or writes. */
class SecretsIT {

    private static final String CANARY = "canary-4711";
    private static final String REFERRED = "canary-0815";

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @Test
    void secretsAreNeitherLoggedNorServedNorWritten() throws Exception {
        int port = LoopbackPorts.lasting(1).get(0).first();
        JobScene scene = JobScene.of(BROKER.get(), withSecrets(plain(BROKER.get()), port));
        List<String> served;
        try (CapturedLog log = CapturedLog.of(Level.INFO, "org.apache", "kafka", "io.backflow");
                LocalCluster cluster = LocalCluster.start(scene.config(), directory)) {
            scene.send(TestStream.waves(8, 8, 20, 41));
            sendRubbish(scene);
            var environment = cluster.environment();
            TrainingJob.define(environment, scene.config());
            try (RunningJob job =
                    cluster.submit(environment, scene.config().job().name())) {
                job.await();
            }
            served = served(port);

            assertThat(log.lines()).hasSizeGreaterThan(100).noneMatch(line -> line.contains(CANARY));
        }
        assertThat(served).hasSizeGreaterThan(30).noneMatch(answer -> answer.contains(CANARY));
        assertThat(written(scene)).hasSizeGreaterThan(100).noneMatch(record -> record.contains(CANARY));
    }

    /** The values of kafka.properties are in no file of a job, if they are references, and none in a savepoint. */
    @Test
    void whatAReferenceNamesIsNeitherInTheJobGraphNorInAnyFile() throws Exception {
        Path secret = Files.writeString(
                Files.createDirectory(directory.resolve("secrets")).resolve("password"), REFERRED + "\n");
        JobConfig plain = JobScene.live(
                        BROKER.get(), "references", 2, directory, "sync: {type: asynchronous, send: gradient}\n")
                .config();
        ObjectNode tree = (ObjectNode) new ObjectMapper().readTree(plain.toJson());
        ((ObjectNode) tree.path("kafka").path("properties"))
                .put("ssl.key.password", "${file:" + secret + "}")
                .put("ssl.keystore.key", CANARY);
        JobScene scene = JobScene.of(BROKER.get(), JobConfig.parse(tree.toString()));
        Path savepoint;
        try (LocalCluster cluster = LocalCluster.start(scene.config(), directory)) {
            var environment = cluster.environment();
            TrainingJob.define(environment, scene.config());
            scene.send(TestStream.waves(8, 8, 20, 41));
            try (RunningJob job = cluster.submit(environment, "references")) {
                await().atMost(Patience.LONG).until(() -> job.checkpoints() > 2);
                savepoint = Path.of(URI.create(job.stopWithSavepoint(directory.resolve("savepoints"))));
                assertThat(textOf(directory)).noneMatch(text -> text.contains(REFERRED));
            }
        }

        assertThat(scene.config().kafka().clientProperties()).containsEntry("ssl.key.password", REFERRED);
        assertThat(graphOf(scene)).contains("${file:").doesNotContain(REFERRED);
        assertThat(textOf(savepoint)).isNotEmpty().noneMatch(text -> text.contains(CANARY));
    }

    /** What the job's edges hold when they are submitted. */
    private static String graphOf(JobScene scene) throws IOException {
        StringBuilder graph = new StringBuilder();
        for (Object edge : List.of(
                scene.edges().timesteps(),
                scene.edges().deadLetters(),
                scene.edges().forecasts(),
                scene.edges().parameters(),
                scene.edges().feedback())) {
            graph.append(text(InstantiationUtil.serializeObject(edge)));
        }
        return graph.toString();
    }

    private List<String> textOf(Path folder) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : Directories.files(folder)) {
            if (!file.startsWith(directory.resolve("secrets"))) {
                read(file).ifPresent(texts::add);
            }
        }
        return texts;
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // a checkpoint that a newer one has replaced
        }
    }

    private JobConfig plain(EmbeddedBroker broker) {
        return new JobScene(broker, "secrets", 2, directory, "sync: {type: asynchronous, send: gradient}\n").config();
    }

    private static JobConfig withSecrets(JobConfig config, int port) throws IOException {
        ObjectNode tree = (ObjectNode) new ObjectMapper().readTree(config.toJson());
        ((ObjectNode) tree.path("flink"))
                .put("rest.bind-port", Integer.toString(port))
                .put("s3.secret-key", CANARY)
                .put("security.ssl.rest.key-password", CANARY);
        ((ObjectNode) tree.path("kafka").path("properties"))
                .put("ssl.key.password", CANARY)
                .put("ssl.keystore.key", CANARY)
                .put("sasl.jaas.config", "Module required username=\"me\" password=\"" + CANARY + "\";")
                .put("my.interceptor.token", CANARY);
        return JobConfig.parse(tree.toString());
    }

    private static void sendRubbish(JobScene scene) {
        Properties settings = scene.config().kafka().clientProperties();
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(scene.config().kafka().topics().timesteps(), new byte[] {1, 2, 3}));
        }
    }

    /** What Flink's REST interface tells of configuration, jobs, operators and their metrics. */
    private static List<String> served(int port) throws IOException, InterruptedException {
        List<String> answers = new ArrayList<>();
        for (String path : List.of("/config", "/jobmanager/config", "/jobmanager/environment", "/jobmanager/metrics")) {
            answers.add(get(port, path));
        }
        for (JsonNode job : json(get(port, "/jobs")).path("jobs")) {
            String at = "/jobs/" + job.path("id").asText();
            answers.add(get(port, at));
            for (String part :
                    List.of("/config", "/plan", "/exceptions", "/checkpoints/config", "/jobmanager/config")) {
                answers.add(get(port, at + part));
            }
            for (JsonNode vertex : json(get(port, at)).path("vertices")) {
                String stage = at + "/vertices/" + vertex.path("id").asText();
                answers.add(get(port, stage));
                answers.add(get(port, stage + "/metrics"));
                answers.add(get(port, stage + "/subtasks/metrics"));
            }
        }
        return answers;
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    /** Keys, values and headers of every record in the job's topics. */
    private static List<String> written(JobScene scene) {
        var topics = scene.config().kafka().topics();
        List<String> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                scene.config().kafka().clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    List.of(topics.predictions(), topics.parameters(), topics.progress(), topics.deadLetters()).stream()
                            .flatMap(topic -> consumer.partitionsFor(topic).stream())
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            consumer.endOffsets(partitions).forEach((partition, end) -> {
                while (consumer.position(partition) < end) {
                    consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                        records.add(text(record.key()) + text(record.value()));
                        record.headers().forEach(header -> records.add(header.key() + text(header.value())));
                    });
                }
            });
        }
        return records;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
