package io.backflow.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.Patience;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.local.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users with the rights of docs/security.md on a broker that encrypts, authenticates and authorizes: each does its
 * work, and nothing else. A canary stands in every password.
 */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredIT {

    private static final String CANARY = "canary\"4711-";
    private static final String STORE_PASSWORD = "canary4711";
    private static final List<String> TOPICS =
            List.of("timesteps", "predictions", "parameters", "progress", "dead-letters", "control");
    private static final int SEQUENCES = 4;
    private static final int STEPS = 40;

    private static final DocumentedRights RIGHTS = new DocumentedRights();

    @TempDir
    static Path folder;

    private static SecuredBroker broker;
    private static Path secrets;
    private static Set<String> users;

    @BeforeAll
    static void startBroker() throws Exception {
        secrets = Files.createDirectory(folder.resolve("secrets"));
        broker = SecuredBroker.start(secrets, STORE_PASSWORD);
        users = new TreeSet<>();
        RIGHTS.bindings().forEach(right -> users.add(right.entry().principal().replace("User:", "")));
        broker.addUsers(users, CANARY);
        broker.grant(RIGHTS.bindings());
        Properties passwords = new Properties();
        users.forEach(user -> passwords.setProperty(user, CANARY + user));
        passwords.setProperty("store", STORE_PASSWORD);
        try (var out = Files.newBufferedWriter(secrets.resolve("passwords"))) {
            passwords.store(out, null);
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    @Order(1)
    void theTableAndTheCommandsGrantTheSame() {
        assertThat(RIGHTS.ofTable()).isNotEmpty().isEqualTo(RIGHTS.ofCommands());
    }

    @Test
    @Order(2)
    void eachUserDoesItsWork() throws Exception {
        Invocation created = command("creator", "topics create --partitions 2");
        assertThat(created.exitCode()).as(created.err()).isZero();
        sendAsProducer();

        Said trained =
                process("trainer", "train", "--output", folder.resolve("train").toString());
        assertThat(trained.exit()).as(trained.text()).isZero();
        assertThat(trained.text())
                .contains("trained " + SEQUENCES * STEPS + " steps", "1 rejected not framed")
                .contains("kafka.topics.parameters is parameters, whose settings this user may not see");

        Invocation scored = command("scorer", "score --output " + folder.resolve("score"));
        assertThat(scored.exitCode()).as(scored.err()).isZero();
        assertThat(scored.out()).startsWith("scored ");

        assertThat(read("reader", "predictions")).isGreaterThan(100);
        assertThat(read("reader", "parameters")).isPositive();

        Invocation listed = command("operator", "dead-letters list");
        assertThat(listed.out()).as(listed.err()).contains("2 dead letters in topic dead-letters");
        Invocation replayed = command("operator", "dead-letters replay");
        assertThat(replayed.out()).as(replayed.err()).startsWith("replayed 1 dead letter to topic timesteps");

        assertThat(sends("controller", "control")).isTrue();
    }

    @Test
    @Order(3)
    void everyOtherReadAndWriteIsRefused() throws Exception {
        Set<String> granted = RIGHTS.ofCommands();
        List<String> wrong = new ArrayList<>();
        for (String user : users) {
            try (var producer = producer(user);
                    var consumer = consumer(user)) {
                for (String topic : TOPICS) {
                    compare(user + " TOPIC " + topic + " WRITE", sends(producer, topic), granted, wrong);
                    compare(user + " TOPIC " + topic + " READ", reads(consumer, topic), granted, wrong);
                }
            }
        }

        assertThat(users).hasSizeGreaterThanOrEqualTo(7);
        assertThat(wrong).isEmpty();
    }

    @Test
    @Order(4)
    void everyOtherGroupAndTransactionIsRefused() throws Exception {
        Set<String> granted = RIGHTS.ofCommands();
        List<String> wrong = new ArrayList<>();
        for (String user : users) {
            for (String group : List.of("backflow", "backflow-score", "forecasts")) {
                compare(user + " GROUP " + group + " READ", joins(user, group), granted, wrong);
            }
            for (String id : List.of("parameters/storms", "dead-letters/replay")) {
                compare(user + " TRANSACTIONAL_ID " + id + " WRITE", begins(user, id), granted, wrong);
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    @Order(5)
    void aUserWithoutTheRightIsRefusedByEachCommandWithASentence() throws Exception {
        Map<String, String> refused = Map.of(
                "topics create",
                "reader",
                "train --output " + folder.resolve("no"),
                "reader",
                "score --output " + folder.resolve("no"),
                "producer",
                "dead-letters list",
                "producer",
                "dead-letters replay",
                "trainer");
        for (Map.Entry<String, String> each : refused.entrySet()) {
            Invocation refusal = command(each.getValue(), each.getKey());

            assertThat(refusal.exitCode()).as(each.toString()).isEqualTo(2);
            assertThat(refusal.err()).as(each.toString()).hasLineCount(1).containsPattern("grant this user");
        }
        Said wrong = process(
                "trainer", "wrong", "train", "--output", folder.resolve("no").toString());
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.text()).contains("the broker refused the credentials");
    }

    @Test
    @Order(6)
    void noPasswordIsInAnythingThatWasWritten() {
        List<Path> written = Directories.files(folder).stream()
                .filter(file -> !file.startsWith(secrets))
                .toList();
        assertThat(written).hasSizeGreaterThan(5);
        assertThat(written).allSatisfy(file -> assertThat(Files.readString(file, ISO_8859_1))
                .doesNotContain("canary", "4711"));
    }

    private static void compare(String right, boolean may, Set<String> granted, List<String> wrong) {
        if (may != granted.contains(right)) {
            wrong.add(right + (may ? " is possible and not granted" : " is granted and not possible"));
        }
    }

    private static boolean joins(String user, String group) throws IOException {
        Properties settings = client(user);
        settings.setProperty("group.id", group);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.committed(Set.of(new TopicPartition("timesteps", 0)));
            return true;
        } catch (GroupAuthorizationException e) {
            return false;
        } catch (TopicAuthorizationException e) {
            return true; // the group was, the topic is not
        }
    }

    private static boolean begins(String user, String transactionalId) throws IOException {
        Properties settings = client(user);
        settings.setProperty("transactional.id", transactionalId);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            return true;
        } catch (TransactionalIdAuthorizationException e) {
            return false;
        }
    }

    private static void sendAsProducer() throws Exception {
        JobConfig config = JobConfig.read(config("producer", "${file:" + secrets.resolve("passwords") + ":producer}"));
        try (TimestepProducer producer = new TimestepProducer(config.kafka())) {
            for (int t = 0; t < STEPS; t++) {
                for (int wave = 0; wave < SEQUENCES; wave++) {
                    producer.send(Waves.step(wave, t));
                }
            }
        }
        assertThat(sends("producer", "timesteps")).isTrue();
    }

    private static boolean sends(String user, String topic) throws Exception {
        try (var producer = producer(user)) {
            return sends(producer, topic);
        }
    }

    private static boolean sends(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
        byte[] key = "rubbish".getBytes(UTF_8);
        try {
            producer.send(new ProducerRecord<>(topic, 0, key, new byte[] {1})).get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOfAny(AuthorizationException.class, TimeoutException.class);
            return false;
        } catch (KafkaException e) {
            // who may write nowhere may have no idempotent producer, which then takes no further record
            assertThat(e.getCause()).isInstanceOf(AuthorizationException.class);
            return false;
        }
    }

    private static int read(String user, String topic) {
        try (var consumer = consumer(user)) {
            return records(consumer, topic);
        }
    }

    private static boolean reads(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        try {
            records(consumer, topic);
            return true;
        } catch (AuthorizationException e) {
            return false;
        }
    }

    private static int records(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> first = List.of(new TopicPartition(topic, 0));
        consumer.assign(first);
        consumer.seekToBeginning(first);
        int count = 0;
        for (int i = 0; i < 20 && count == 0; i++) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(500));
            count += records.count();
        }
        return count;
    }

    private static KafkaProducer<byte[], byte[]> producer(String user) throws IOException {
        Properties settings = client(user);
        settings.setProperty("max.block.ms", "3000");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String user) {
        try {
            return new KafkaConsumer<>(client(user), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (IOException e) {
            throw new KafkaException(e);
        }
    }

    private static Properties client(String user) throws IOException {
        return JobConfig.read(config(user, "${file:" + secrets.resolve("passwords") + ":" + user + "}"))
                .kafka()
                .clientProperties();
    }

    private static Invocation command(String user, String line) throws IOException {
        String config = config(user, "${file:" + secrets.resolve("passwords") + ":" + user + "}")
                .toString();
        Invocation done = Invocation.of((line + " --config " + config).split(" "));
        Files.writeString(Files.createTempFile(folder, "said", ".txt"), done.out() + done.err());
        return done;
    }

    private record Said(int exit, String text) {}

    /** The command in a process whose environment has the password. */
    private static Said process(String user, String... command) throws Exception {
        String password = command[0].equals("wrong") ? CANARY + "wrong" : CANARY + user;
        List<String> line = new ArrayList<>();
        Stream.of(command).filter(word -> !word.equals("wrong")).forEach(line::add);
        line.addAll(List.of("--config", config(user, "${env:KAFKA_PASSWORD}").toString()));
        Path said = Files.createTempFile(folder, "said", ".txt");
        Process process =
                CommandProcess.of(line).with("KAFKA_PASSWORD", password).startSayingTo(said);
        assertThat(process.waitFor(Patience.LONG.toMinutes(), TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), Files.readString(said));
    }

    private static Path config(String user, String password) throws IOException {
        return Files.writeString(Files.createTempFile(folder, user, ".yaml"), """
                job: {parallelism: 1, run: storms, seed: 3}
                kafka:
                  bootstrap_servers: "%s"
                  bounded: true
                  properties:
                    security.protocol: SASL_SSL
                    sasl.mechanism: SCRAM-SHA-512
                    sasl.jaas.config: >-
                      org.apache.kafka.common.security.scram.ScramLoginModule required
                      username="%s" password="%s";
                    ssl.truststore.location: %s
                    ssl.truststore.password: ${file:%s:store}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 4}]
                  head: {units: 1, loss: {type: mse}}
                target: {type: next, steps_ahead: 1}
                publish: {interval: 0ms}
                """.formatted(
                        broker.secured(), user, password, secrets.resolve("trust.p12"), secrets.resolve("passwords")));
    }
}
