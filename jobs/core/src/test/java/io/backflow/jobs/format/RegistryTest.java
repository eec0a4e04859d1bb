package io.backflow.jobs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.RegistryConfig;
import io.backflow.jobs.format.RecordException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class RegistryTest {

    private static final SchemaId SEVEN = SchemaId.of(SchemaId.Kind.ID, 7);
    private static final String OUTER = "{\"type\": \"record\", \"name\": \"Outer\", \"namespace\": \"a\", \"fields\":"
            + " [{\"name\": \"x\", \"type\": \"b.Inner\"}, {\"name\": \"y\", \"type\": \"b.Inner\"}]}";
    private static final String INNER =
            "{\"type\": \"record\", \"name\": \"Inner\", \"namespace\": \"b\", \"fields\": [{\"name\": \"z\", \"type\":"
                    + " \"int\"}]}";

    @TempDir
    Path directory;

    private final List<String> notices = new ArrayList<>();
    private RegistryServer server;

    @BeforeEach
    void start() throws IOException {
        server = RegistryServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aSchemaIsAskedForByItsNumberOrGuid() throws RecordException {
        server.knows("/schemas/ids/7", quoted("\"string\"", ""))
                .knows("/schemas/guids/00000000-0000-0001-0000-000000000002", quoted("\"long\"", ""));

        assertThat(confluent().schema(SEVEN).getType()).isEqualTo(Schema.Type.STRING);
        assertThat(confluent()
                        .schema(new SchemaId(SchemaId.Kind.GUID, 1, 2, ""))
                        .getType())
                .isEqualTo(Schema.Type.LONG);
        assertThat(server.authorizations()).containsOnly("null");
    }

    @Test
    void schemasThatItRefersToAreAskedForOnceEach() throws RecordException {
        String reference = ", \"references\": [{\"name\": \"b.Inner\", \"subject\": \"in ner/x\", \"version\": 3}]";
        server.knows("/schemas/ids/7", quoted(OUTER, reference))
                .knows("/subjects/in%20ner%2Fx/versions/3", quoted(INNER, ""));

        assertThat(confluent().schema(SEVEN).getField("y").schema().getFullName())
                .isEqualTo("b.Inner");
        assertThat(server.asked()).containsExactly("/schemas/ids/7", "/subjects/in%20ner%2Fx/versions/3");
    }

    @Test
    void apicuriosSchemasAreAskedForByEveryKindOfId() throws RecordException {
        server.knows("/ids/contentIds/7", OUTER)
                .knows(
                        "/ids/contentIds/7/references",
                        "[{\"groupId\": null, \"artifactId\": \"in ner\", \"version\": \"1.0\", \"name\":"
                                + " \"b.Inner\"}]")
                .knows("/groups/default/artifacts/in%20ner/versions/1.0/content", INNER)
                .knows("/groups/default/artifacts/in%20ner/versions/1.0/references", "[]")
                .knows("/ids/globalIds/8", INNER)
                .knows("/ids/contentHashes/abc", INNER);
        ApicurioRegistry registry = new ApicurioRegistry(client("", Duration.ZERO));

        assertThat(registry.schema(SchemaId.of(SchemaId.Kind.CONTENT, 7)).getFullName())
                .isEqualTo("a.Outer");
        assertThat(registry.schema(SchemaId.of(SchemaId.Kind.GLOBAL, 8)).getFullName())
                .isEqualTo("b.Inner");
        assertThat(registry.schema(SchemaId.ofHash("abc")).getFullName()).isEqualTo("b.Inner");
    }

    @Test
    void whatTheRegistryDoesNotKnowIsTheRecordsFault() {
        assertRefused(Reason.UNKNOWN_SCHEMA, "the registry does not know the schema ID 7 of the record");
        server.answersOtherwise(404, "{\"status\": 404, \"name\": \"ContentNotFoundException\"}");
        assertThatThrownBy(() ->
                        new ApicurioRegistry(client("", Duration.ZERO)).schema(SchemaId.of(SchemaId.Kind.CONTENT, 7)))
                .isInstanceOf(RecordException.class)
                .hasMessage("the registry does not know the content ID 7 of the record");
    }

    @Test
    void aSchemaOfAnotherTypeOrOneThatCannotBeReadIsNamed() {
        server.knows("/schemas/ids/7", quoted("{}", ", \"schemaType\": \"JSON\""));
        assertRefused(Reason.SCHEMA, "schema ID 7 is a schema of the type JSON and not of Avro");
        server.knows("/schemas/ids/7", quoted(OUTER, ""));
        assertRefused(Reason.SCHEMA, "schema ID 7 is no Avro schema that can be read: ");
        server.knows("/schemas/ids/7", quoted(OUTER, ", \"references\": [{\"subject\": \"gone\", \"version\": 1}]"));
        assertRefused(Reason.UNKNOWN_SCHEMA, "the registry does not know the /subjects/gone/versions/1 of the record");
    }

    @Test
    void aRegistryThatFailsIsAskedAgain() throws RecordException {
        server.knows("/schemas/ids/7", quoted("\"string\"", "")).fails(2);

        assertThat(new ConfluentRegistry(client("", Duration.ofSeconds(20)))
                        .schema(SEVEN)
                        .getType())
                .isEqualTo(Schema.Type.STRING);
        assertThat(notices)
                .hasSize(2)
                .containsOnly("stream.format.registry.url is " + server.url()
                        + ", and the registry there answers 503; reading waits for it");
    }

    @Test
    void aRegistryThatIsNotThereIsNoRecordsFault() {
        server.close();

        assertThatThrownBy(() -> confluent().schema(SEVEN))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("stream.format.registry.url is http://localhost:")
                .hasMessageContaining(", and the registry there does not answer (")
                .hasMessageEndingWith("); check the address, and whether the registry runs");
    }

    @Test
    void aRegistryThatTakesTheQuestionAndIsSilentIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            RegistryConfig config = new RegistryConfig(
                    "http://localhost:" + silent.getLocalPort(), null, null, null, Duration.ofMillis(300));

            assertThatThrownBy(() -> new ConfluentRegistry(new RegistryClient(config, Duration.ZERO, notices::add))
                            .schema(SEVEN))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("timed out");
        }
    }

    @Test
    void anAnswerThatIsNoRegistrysIsNoRecordsFault() {
        server.answersOtherwise(404, "<html>");
        assertThatThrownBy(() -> confluent().schema(SEVEN))
                .isInstanceOf(RegistryException.class)
                .hasMessageEndingWith("answers 404 to /schemas/ids/7; correct the address");
        server.answersOtherwise(200, "<html>");
        assertThatThrownBy(() -> confluent().schema(SEVEN))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("is not JSON");
        server.answersOtherwise(200, "x".repeat(LimitedBody.MAX_BYTES + 1));
        assertThatThrownBy(() -> confluent().schema(SEVEN))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("its answer has more than 1048576 bytes");
    }

    @Test
    void userAndTokenAreSentAndNeverSaid() throws RecordException {
        server.knows("/schemas/ids/7", quoted("\"string\"", ""));
        new ConfluentRegistry(client("user: me, password: canary", Duration.ZERO)).schema(SEVEN);
        new ConfluentRegistry(client("token: canary", Duration.ZERO)).schema(SEVEN);

        assertThat(server.authorizations()).containsExactly("Basic bWU6Y2FuYXJ5", "Bearer canary");
        server.answersOtherwise(401, "canary");
        assertThatThrownBy(() -> new ConfluentRegistry(client("token: canary", Duration.ZERO))
                        .schema(SchemaId.of(SchemaId.Kind.ID, 8)))
                .isInstanceOf(RegistryException.class)
                .hasMessageEndingWith("answers 401 to /schemas/ids/8; set stream.format.registry.user and .password, or"
                        + " .token, to what the registry asks for")
                .hasMessageNotContaining("canary");
    }

    @Test
    void aSecretMayStandElsewhere() throws IOException, RecordException {
        Path file = Files.writeString(directory.resolve("token"), "canary\n");
        server.knows("/schemas/ids/7", quoted("\"string\"", ""));
        new ConfluentRegistry(client("token: '${file:" + file + "}'", Duration.ZERO)).schema(SEVEN);

        assertThat(server.authorizations()).containsExactly("Bearer canary");
        assertThatThrownBy(() -> client("token: '${env:BACKFLOW_NOT_THERE}'", Duration.ZERO))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("stream.format.registry.token ")
                .hasMessageContaining("the environment has no variable BACKFLOW_NOT_THERE");
    }

    private void assertRefused(Reason reason, String message) {
        assertThatThrownBy(() -> confluent().schema(SEVEN))
                .isInstanceOfSatisfying(
                        RecordException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageStartingWith(message);
    }

    private ConfluentRegistry confluent() {
        return new ConfluentRegistry(client("", Duration.ZERO));
    }

    private RegistryClient client(String more, Duration patience) {
        String registry = "{type: avro, registry: {url: '" + server.url() + "', " + more + "}}";
        var format = (io.backflow.jobs.config.FormatConfig.Avro) Records.config(
                        "{format: " + registry + ", fields: {sequence: a, time: b, step: c, features: d}}",
                        Records.model(1))
                .stream()
                .format();
        return new RegistryClient(format.registry(), patience, notices::add);
    }

    /** Confluent's answer with {@code schema}. */
    private static String quoted(String schema, String more) {
        return "{\"schema\": \"" + schema.replace("\"", "\\\"") + "\"" + more + "}";
    }
}
