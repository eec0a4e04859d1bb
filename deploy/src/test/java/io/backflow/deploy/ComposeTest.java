package io.backflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.jobs.config.JobConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code deploy/compose} fits the image, the commands and Flink's options. */
class ComposeTest {

    private static final Path FOLDER = DeployedFiles.DEPLOY.resolve("compose");

    /** Services with what they merge from others. */
    private static JsonNode compose() throws IOException {
        Object merged = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(DeployedFiles.read("deploy/compose/compose.yaml"));
        return new ObjectMapper().valueToTree(merged);
    }

    private static JsonNode service(String name) throws IOException {
        return compose().path("services").path(name);
    }

    @Test
    void everyServiceWaitsForServicesThatAreThere() throws IOException {
        JsonNode services = compose().path("services");

        assertThat(services.fieldNames())
                .toIterable()
                .containsExactly("kafka", "topics", "jobmanager", "taskmanager", "trainer", "scorer", "page");
        for (JsonNode service : services) {
            service.path("depends_on").properties().forEach(awaited -> {
                JsonNode other = services.path(awaited.getKey());
                assertThat(other.isMissingNode()).as(awaited.getKey()).isFalse();
                if (awaited.getValue().path("condition").asText().equals("service_healthy")) {
                    assertThat(other.has("healthcheck")).as(awaited.getKey()).isTrue();
                } else {
                    assertThat(other.path("restart").asText())
                            .as(awaited.getKey())
                            .isIn("", "no");
                }
            });
        }
    }

    @Test
    void portsArePublishedOnTheLoopbackInterfaceOnly() throws IOException {
        for (JsonNode service : compose().path("services")) {
            service.path("ports").forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobmanager", "taskmanager", "trainer", "scorer"})
    void flinksSettingsAreKnownAndFitTheMemory(String name) throws Exception {
        Map<String, String> flink = new TreeMap<>();
        service(name).at("/environment/FLINK_PROPERTIES").asText().lines().forEach(line -> {
            String[] setting = line.split(": ", 2);
            flink.put(setting[0], setting[1]);
        });

        assertThat(new FlinkKeys().problems(flink)).isEmpty();
        MemoryPlan plan = new MemoryPlan(
                flink, flink.get("taskmanager.memory.process.size"), flink.get("jobmanager.memory.process.size"));
        assertThat(plan.problems()).isEmpty();
        assertThat(flink).containsEntry("jobmanager.rpc.address", "jobmanager");
    }

    @ParameterizedTest
    @ValueSource(strings = {"topics", "trainer", "scorer", "page"})
    void aCommandsConfigurationIsMountedAndNamesTheBroker(String name) throws IOException {
        JsonNode service = service(name);
        List<String> words = new ArrayList<>();
        service.path("command").forEach(word -> words.add(word.asText()));
        String file = words.get(words.indexOf("--config") + 1);
        String own = Path.of(file).getFileName().toString();

        assertThat(service.path("volumes")).extracting(JsonNode::asText).contains("./" + own + ":" + file + ":ro");
        assertThat(JobConfig.read(FOLDER.resolve(own)).kafka().bootstrapServers())
                .isEqualTo("kafka:9092");
        assertThat(service("kafka")
                        .at("/environment/KAFKA_ADVERTISED_LISTENERS")
                        .asText())
                .contains("PLAINTEXT://kafka:9092");
    }

    @Test
    void bothJobsHaveTheSameModelStreamAndRunAsOnKubernetes() throws IOException {
        for (String file : List.of("trainer.yaml", "scorer.yaml")) {
            ObjectNode here = (ObjectNode) DeployedFiles.document(FOLDER.resolve(file));
            ObjectNode there =
                    (ObjectNode) DeployedFiles.document(DeployedFiles.DEPLOY.resolve("kubernetes/base/" + file));
            here.remove("kafka");
            there.remove("kafka");
            assertThat(here).isEqualTo(there);
        }
    }
}
