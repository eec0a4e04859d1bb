package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferencesTest {

    private final SecretReferences references = new SecretReferences(Map.of("PASSWORD", "a$1\\b\"c"));

    @TempDir
    Path folder;

    @Test
    void aReferenceIsReplacedByWhatItNames() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "two words\n");
        Path properties = Files.writeString(folder.resolve("more.properties"), "store = s3cret\nother = x\n");

        assertThat(references.resolve("flink.a", "<${env:PASSWORD}>")).isEqualTo("<a$1\\b\"c>");
        assertThat(references.resolve("flink.a", "${file:" + password + "}")).isEqualTo("two words");
        assertThat(references.resolve("flink.a", "${file:" + properties + ":store}/${file:" + properties + ":other}"))
                .isEqualTo("s3cret/x");
        assertThat(references.resolve("flink.a", "${sys:other} $x {env:PASSWORD}"))
                .isEqualTo("${sys:other} $x {env:PASSWORD}");
    }

    @Test
    void aPasswordCannotEndTheQuotesOfAJaasConfiguration() {
        assertThat(references.resolve("kafka.properties.sasl.jaas.config", "M required password=\"${env:PASSWORD}\";"))
                .isEqualTo("M required password=\"a$1\\\\b\\\"c\";");
    }

    @Test
    void aValueThatIsNotThereIsNamedWithARemedy() throws IOException {
        Path properties = Files.writeString(folder.resolve("more.properties"), "store = s3cret\n");

        assertThatThrownBy(() -> references.resolve("flink.a", "${env:NONE}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("flink.a refers to ${env:NONE}, but the environment has no variable NONE; set it"
                        + " on this machine");
        assertThatThrownBy(() -> references.resolve("flink.a", "${file:" + folder.resolve("none") + "}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be read (NoSuchFileException); create it");
        assertThatThrownBy(() -> references.resolve("flink.a", "${file:" + properties + ":key}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has no key key; add it")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> references.resolve("flink.a", "${file:}")).isInstanceOf(ConfigException.class);
    }

    @Test
    void kafkasOwnProvidersAreLeftToKafka() {
        Map<String, String> settings = Map.of("config.providers", "env", "ssl.key.password", "${env:NONE}");

        assertThat(references.resolve("kafka.properties", settings)).isEqualTo(settings);
    }

    @Test
    void theConfigurationHoldsTheReferenceAndAClientTheValue() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "canary-4711");
        JobConfig config = JobConfig.parse(Configurations.MINIMAL.replace(
                        "\"localhost:9092\"",
                        "\"localhost:9092\", properties: {ssl.key.password: \"${file:" + password + "}\"}")
                + "flink: {s3.secret-key: \"${file:" + password + "}\"}");

        assertThat(config.kafka().clientProperties()).containsEntry("ssl.key.password", "canary-4711");
        assertThat(config.resolvedFlink()).containsEntry("s3.secret-key", "canary-4711");
        assertThat(config.toJson()).contains("${file:" + password + "}").doesNotContain("canary-4711");
    }
}
