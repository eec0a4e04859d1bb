package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code backflow doctor} finds. */
class DoctorIT {

    private static final String JOB = """
        kafka: {bootstrap_servers: "%s", topics: {timesteps: %s}}
        model:
          input: {type: features, size: 1}
          layers: [{type: gru, units: 4}]
          head: {units: 1, loss: {type: mse}}
        target: {type: next}
        """;

    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void withoutAConfigurationItLooksAtTheMachineAndChangesNothing() throws Exception {
        Path output = folder.resolve("out");
        Path json = folder.resolve("doctor.json");
        Invocation doctor = Invocation.of("doctor", "--output", output.toString(), "--json", json.toString());

        assertThat(doctor.exitCode()).as(doctor.out()).isZero();
        assertThat(doctor.out()).contains("natives", "GFLOP/s on one core", "0 problems");
        assertThat(output).doesNotExist();
        JsonNode diagnosis = new ObjectMapper().readTree(json.toFile());
        assertThat(diagnosis.path("problems").asInt(-1)).isZero();
        assertThat(diagnosis.path("findings").findValuesAsText("check"))
                .containsExactly("java", "natives", "memory", "temporary", "output", "ports", "clock");
    }

    @Test
    void aFolderThatCannotBeWrittenIsAProblem() {
        Invocation doctor = Invocation.of("doctor", "--output", "/proc/none");

        assertThat(doctor.exitCode()).isEqualTo(1);
        assertThat(doctor.out())
                .containsPattern("problem +output +/proc/none cannot be written")
                .contains("1 problems");
    }

    @Test
    void topicsThatAreMissingAreNamedWithTheCommandThatMakesThem() throws Exception {
        Invocation doctor = examine("absent");

        assertThat(doctor.exitCode()).isEqualTo(1);
        assertThat(doctor.out())
                .containsPattern("ok +broker +1 broker at " + broker.bootstrapServers())
                .containsPattern("problem +topics .* has no topics? .*absent.*topics create")
                .doesNotContain("policies");
    }

    @Test
    void recordsOfAnotherKindAndAClockThatIsWrongAreFound() throws Exception {
        Invocation.of("topics", "create", "--config", job("odd"), "--partitions", "1");
        Invocation empty = examine("odd");
        send("odd", System.currentTimeMillis() + 3_600_000);
        Invocation filled = examine("odd");

        assertThat(empty.exitCode()).as(empty.out()).isZero();
        assertThat(empty.out())
                .containsPattern("ok +topics +all are there")
                .containsPattern("ok +timestamps +no timestep to compare with")
                .containsPattern("ok +model +run .* has published none yet");
        assertThat(filled.exitCode()).isEqualTo(1);
        assertThat(filled.out())
                .containsPattern("problem +records .*none of 1 sampled records suits the model")
                .containsPattern("warning +timestamps .*stamped 3[56]\\d\\d s after this machine's clock");
    }

    /** In a process that cannot load it, as on a machine that does not have it. */
    @Test
    void blisThatIsMissingIsSaidWhereTheProcessorLacksAvx512() throws Exception {
        Path processor = Path.of("/proc/cpuinfo");
        assumeThat(Files.readString(processor)).contains("avx2").doesNotContain("avx512f");
        Process process = CommandProcess.of("doctor")
                .in(folder)
                .without("BACKFLOW_BLAS", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
                .with("JAVA_TOOL_OPTIONS", "-Djna.nosys=true -Djna.nounpack=true")
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .containsPattern("warning +natives .*install BLIS .*libblis4-serial");
    }

    private Invocation examine(String timesteps) throws IOException {
        return Invocation.of("doctor", "--config", job(timesteps));
    }

    private String job(String timesteps) throws IOException {
        return Files.writeString(folder.resolve("job.yaml"), JOB.formatted(broker.bootstrapServers(), timesteps))
                .toString();
    }

    private static void send(String topic, long timestamp) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, timestamp, new byte[] {1}, new byte[] {2, 3}))
                    .get();
        }
    }
}
