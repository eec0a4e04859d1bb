package io.backflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.backflow.jobs.ScoringJob;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.TopicsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests of {@code deploy/kubernetes} against the operators' definitions, Flink's own options and memory model,
 * and the code and pages that name topics and rights. To check against the definitions of a cluster, write them to a
 * folder with {@code kubectl get crd NAME -o yaml}, and run this test with {@code -Dbackflow.definitions=FOLDER}.
 */
class KubernetesManifestsTest {

    private static final Path BASE = DeployedFiles.DEPLOY.resolve("kubernetes/base");
    private static final Path OVERLAY = DeployedFiles.DEPLOY.resolve("kubernetes/overlays/example");
    private static final List<String> JOBS = List.of("training-job.yaml", "scoring-job.yaml");

    @Test
    void everyManifestFitsItsDefinition() throws IOException {
        Definitions definitions = Definitions.load();
        List<JsonNode> manifests = manifests();

        assertThat(manifests).hasSizeGreaterThan(14);
        assertThat(manifests).allSatisfy(manifest -> assertThat(definitions.problems(manifest))
                .as(manifest.path("metadata").path("name").asText())
                .isEmpty());
    }

    /** Each change breaks one rule of a definition. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            training-job.yaml | /spec                        | replicas  | 2
            training-job.yaml | /spec/job                    | upgradeMode | "sometimes"
            training-job.yaml | /spec/podTemplate/spec/containers/0 | volumeMount | []
            training-job.yaml | /spec                        | flinkVersion | "2.2"
            topics.yaml       | /spec                        | partitions | 0
            users.yaml        | /spec/authorization/acls/0   | operation | "Read"
            pods.yaml         | /spec/podMetricsEndpoints/0  | interval  | "often"
            """)
    void aFieldThatTheDefinitionDoesNotAllowIsFound(String file, String place, String field, String value)
            throws IOException {
        JsonNode manifest = DeployedFiles.documents(BASE.resolve(file)).get(0);
        ((ObjectNode) manifest.at(place)).set(field, new ObjectMapper().readTree(value));

        assertThat(Definitions.load().problems(manifest)).hasSize(1);
    }

    @Test
    void everyFlinkKeyIsKnownAndItsValueUnderstood() throws Exception {
        FlinkKeys keys = new FlinkKeys();
        assertThat(keys.size()).isGreaterThan(400);

        for (String job : JOBS) {
            assertThat(keys.problems(flink(job))).as(job).isEmpty();
        }
        assertThat(keys.problems(Map.of("high-availability.typ", "kubernetes")))
                .containsExactly("high-availability.typ is no key of Flink");
        assertThat(keys.problems(Map.of("taskmanager.memory.task.off-heap.size", "much")))
                .singleElement()
                .asString()
                .contains("task.off-heap.size: much is not understood");
    }

    @ParameterizedTest
    @ValueSource(strings = {"training-job.yaml", "scoring-job.yaml"})
    void flinksMemoryFitsThePodsAndHoldsTheArraysOutsideTheHeap(String job) throws IOException {
        JsonNode spec = spec(job);
        MemoryPlan plan = new MemoryPlan(
                flink(job),
                spec.at("/taskManager/resource/memory").asText(),
                spec.at("/jobManager/resource/memory").asText());

        assertThat(plan.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"training-job.yaml", "scoring-job.yaml"})
    void theJobRunsTheImagesJarWithAConfigurationThatIsMounted(String job) throws Exception {
        JsonNode spec = spec(job);
        JsonNode run = spec.path("job");
        String file = run.at("/args/1").asText();

        assertThat(DeployedFiles.read("deploy/image/Dockerfile"))
                .contains(run.path("jarURI").asText().replace("local://", " "));
        assertThat(Class.forName(run.path("entryClass").asText()).getMethod("main", String[].class))
                .isNotNull();
        assertThat(run.at("/args/0").asText()).isEqualTo("--job-config");
        assertThat(file)
                .startsWith(spec.at("/podTemplate/spec/containers/0/volumeMounts/0/mountPath")
                                .asText() + "/");
        JobConfig config = JobConfig.read(BASE.resolve(Path.of(file).getFileName()));
        if (run.path("entryClass").asText().equals(ScoringJob.class.getName())) {
            config = config.forScoring();
        }
        assertThat(run.path("parallelism").asInt()).isEqualTo(config.job().parallelism());
        assertThat(flink(job)).containsEntry("high-availability.type", "kubernetes");
    }

    @Test
    void bothJobsHaveTheSameModelStreamAndRun() throws IOException {
        ObjectNode trainer = (ObjectNode) DeployedFiles.document(BASE.resolve("trainer.yaml"));
        ObjectNode scorer = (ObjectNode) DeployedFiles.document(BASE.resolve("scorer.yaml"));

        assertThat(trainer.at("/job/run")).isEqualTo(scorer.at("/job/run"));
        trainer.remove(List.of("job", "predictions"));
        scorer.remove(List.of("job", "score"));
        assertThat(trainer).isEqualTo(scorer);
    }

    @Test
    void theTopicsAreThoseOfTheConfigurationWithTheCleanupThatAJobNeeds() throws IOException {
        TopicsConfig topics =
                JobConfig.read(BASE.resolve("trainer.yaml")).kafka().topics();
        Map<String, String> policies = new HashMap<>();
        for (JsonNode topic : DeployedFiles.documents(BASE.resolve("topics.yaml"))) {
            policies.put(
                    topic.at("/metadata/name").asText(),
                    topic.at("/spec/config").path("cleanup.policy").asText() + " "
                            + (topic.at("/spec/partitions").asInt() == 1 ? "one" : "some"));
        }

        assertThat(policies)
                .containsOnlyKeys(
                        topics.timesteps(),
                        topics.predictions(),
                        topics.parameters(),
                        topics.progress(),
                        topics.deadLetters(),
                        topics.control())
                .containsEntry(topics.parameters(), "compact one")
                .allSatisfy((name, policy) ->
                        assertThat(policy.startsWith("compact")).isEqualTo(name.equals(topics.parameters())));
    }

    @Test
    void theUsersHaveTheRightsOfTheSecurityPageAndNoOther() throws IOException {
        JobConfig config = JobConfig.read(BASE.resolve("trainer.yaml"));
        Set<String> documented = DocumentedAcls.of(
                DeployedFiles.read("docs/security.md"),
                config.job().run(),
                config.kafka().groupId());
        Set<String> granted = new TreeSet<>();
        Set<String> users = new TreeSet<>();
        for (JsonNode user : DeployedFiles.documents(BASE.resolve("users.yaml"))) {
            String name = user.at("/metadata/name").asText();
            users.add(name);
            user.at("/spec/authorization/acls").forEach(acl -> acl.path("operations")
                    .forEach(operation -> granted.add(DocumentedAcls.text(
                            name,
                            acl.at("/resource/type").asText(),
                            acl.at("/resource/name").asText(),
                            operation.asText()))));
        }
        documented.removeIf(right -> right.startsWith("creator ")); // Strimzi's operator makes the topics

        assertThat(users).containsExactly("controller", "operator", "producer", "reader", "scorer", "trainer");
        assertThat(granted).isEqualTo(documented).hasSizeGreaterThan(25);
    }

    @Test
    void aPodKnowsOnlyTheSecretsOfItsOwnUser() throws IOException {
        for (String job : JOBS) {
            List<JsonNode> variables = new ArrayList<>();
            spec(job).at("/podTemplate/spec/containers/0/env").forEach(variables::add);
            assertThat(variables.get(0).path("name").asText()).isEqualTo("KAFKA_USER");
            assertThat(variables.get(1).at("/valueFrom/secretKeyRef/name"))
                    .isEqualTo(variables.get(0).path("value"));
        }
    }

    @Test
    void prometheusFindsThePodsAndThePortOfBothJobs() throws IOException {
        JsonNode monitor = DeployedFiles.document(BASE.resolve("pods.yaml")).path("spec");
        List<String> apps = new ArrayList<>();
        monitor.at("/selector/matchExpressions/0/values").forEach(app -> apps.add(app.asText()));

        for (String job : JOBS) {
            JsonNode port = spec(job).at("/podTemplate/spec/containers/0/ports/0");
            assertThat(apps)
                    .contains(DeployedFiles.document(BASE.resolve(job))
                            .at("/metadata/name")
                            .asText());
            assertThat(port.path("name")).isEqualTo(monitor.at("/podMetricsEndpoints/0/port"));
            assertThat(flink(job))
                    .containsEntry(
                            "metrics.reporter.prometheus.port",
                            port.path("containerPort").asText());
        }
    }

    @Test
    void kustomizationNamesEveryFile() throws IOException {
        JsonNode base = DeployedFiles.document(BASE.resolve("kustomization.yaml"));
        Set<String> named = new TreeSet<>(List.of("kustomization.yaml"));
        base.path("resources").forEach(file -> named.add(file.asText()));
        base.at("/configMapGenerator/0/files").forEach(file -> named.add(file.asText()));

        assertThat(BASE.toFile().list()).containsExactlyInAnyOrderElementsOf(named);
        assertThat(OVERLAY.resolve(DeployedFiles.document(OVERLAY.resolve("kustomization.yaml"))
                        .at("/resources/0")
                        .asText()))
                .isDirectory();
    }

    /** A patch of something that is not there would fail in kustomize, or change nothing. */
    @Test
    void everyPatchOfTheOverlayChangesWhatIsThere() throws IOException {
        JsonNode patches =
                DeployedFiles.document(OVERLAY.resolve("kustomization.yaml")).path("patches");
        assertThat(patches).isNotEmpty();
        for (JsonNode patch : patches) {
            List<JsonNode> targets = manifests().stream()
                    .filter(manifest -> matches(manifest, patch.path("target")))
                    .toList();
            assertThat(targets).isNotEmpty();
            for (JsonNode operation :
                    new YAMLMapper().readTree(patch.path("patch").asText())) {
                String path = operation.path("path").asText();
                String parent = path.substring(0, path.lastIndexOf('/'));
                boolean replaces = operation.path("op").asText().equals("replace");
                assertThat(targets).allSatisfy(target -> assertThat(
                                target.at(replaces ? path : parent).isMissingNode())
                        .as(path)
                        .isFalse());
            }
        }
    }

    private static boolean matches(JsonNode manifest, JsonNode target) {
        return manifest.path("kind").equals(target.path("kind"))
                && (!target.has("name") || manifest.at("/metadata/name").equals(target.path("name")));
    }

    private static List<JsonNode> manifests() throws IOException {
        List<JsonNode> manifests = new ArrayList<>();
        for (JsonNode file :
                DeployedFiles.document(BASE.resolve("kustomization.yaml")).path("resources")) {
            manifests.addAll(DeployedFiles.documents(BASE.resolve(file.asText())));
        }
        return manifests;
    }

    private static JsonNode spec(String job) throws IOException {
        return DeployedFiles.document(BASE.resolve(job)).path("spec");
    }

    private static Map<String, String> flink(String job) throws IOException {
        return DeployedFiles.texts(spec(job).path("flinkConfiguration"));
    }
}
