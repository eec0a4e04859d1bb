package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A canary stands where users keep their secrets, and is found in no text that is made of a configuration. */
final class SecretsTest {

    private static final String CANARY = "canary-4711";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3.secret-key",
                "s3.access-key",
                "fs.s3a.secret.key",
                "fs.azure.account.key.store.blob.core.windows.net",
                "fs.azure.sas",
                "fs.gs.auth.service.account.private.key",
                "security.ssl.internal.keystore-password",
                "security.ssl.rest.key-password",
                "metrics.reporter.dd.apikey",
                "metrics.reporter.otel.exporter.http-headers",
                "rest.basic-auth",
                "SASL.JAAS.CONFIG",
                "ssl.keystore.key",
                "sasl.oauthbearer.client.credentials.client.secret",
                "schema.registry.basic.auth.user.info",
                "my_api_key",
                "passphrase",
                "sessionToken"
            })
    void aKeyThatLooksSecretIsPrintedWithoutItsValueWhereverItStands(String key) {
        JobConfig config = JobConfig.parse(Configurations.MINIMAL.replace(
                        "\"localhost:9092\"", "\"localhost:9092\", properties: {" + key + ": " + CANARY + "}")
                + "flink: {" + key + ": " + CANARY + ", state.backend.type: rocksdb}");

        assertThat(config.toString())
                .contains(key, "state.backend.type=rocksdb")
                .doesNotContain(CANARY);
        assertThat(config.kafka().properties().toString()).contains(key).doesNotContain(CANARY);
        assertThat(config.flink()).containsEntry(key, CANARY);
        assertThat(JobConfig.parse(config.toJson())).isEqualTo(config);
    }

    @Test
    void aPasswordInAnAddressIsNotPrinted() {
        JobConfig config = JobConfig.parse(
                Configurations.MINIMAL + "flink: {s3.endpoint: \"https://me:" + CANARY + "@store:9000/x\"}");

        assertThat(config.toString()).contains("https://me:", "@store:9000").doesNotContain(CANARY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl.jaas.config: canary-4711",
                "password: [canary-4711]",
                "kafca: {properties: {ssl.key.password: canary-4711}}",
                "properties: [{ssl.key.password: canary-4711}]",
                "flink: {s3.secret-key: [canary-4711]}",
                "flink: {s3: {secret-key: canary-4711}}",
                "flink: {s3: {endpoint: {at: \"s3://me:canary-4711@store\"}}}",
                "flink: {password: {is: canary-4711}}",
                "flink: canary-4711: password",
                "flink: {s3.secret-key: \"canary-4711}",
                "flink: {s3.secret-key: *canary-4711}",
                "flink: {s3.secret-key: @canary-4711}",
                "flink: {s3.secret-key: canary-4711, s3.secret-key: canary-4711}",
                "server: {secret: canary-4711}",
                "sync: {type: synchronous, round: 1s, secret: canary-4711}"
            })
    void aConfigurationThatCannotBeRunIsRefusedWithoutItsSecrets(String added) {
        Throwable refusal = catchThrowable(() -> JobConfig.parse(Configurations.MINIMAL + added));

        assertThat(refusal).isInstanceOf(ConfigException.class);
        assertThat(trace(refusal)).doesNotContain(CANARY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "properties: {ssl.key.password: [canary-4711]}",
                "properties: canary-4711",
                "propertys: {ssl.key.password: canary-4711}",
                "sasl.jaas.config: canary-4711"
            })
    void aKafkaSectionThatCannotBeReadIsRefusedWithoutItsSecrets(String added) {
        String yaml = Configurations.MINIMAL.replace("\"localhost:9092\"", "\"localhost:9092\", " + added);

        Throwable refusal = catchThrowable(() -> JobConfig.parse(yaml));

        assertThat(refusal).isInstanceOf(ConfigException.class);
        assertThat(trace(refusal)).doesNotContain(CANARY);
    }

    @Test
    void whatAClientSaysOfItsSettingsIsStrippedOfSecrets() {
        Map<String, String> settings = Map.of(
                "sasl.jaas.config", "Module required username=\"me-and-you\" password='" + CANARY + "';",
                "ssl.key.password", "key-" + CANARY,
                "client.id", "trainer");

        assertThat(Secrets.strippedOf(settings, "no " + CANARY + " for trainer, nor key-" + CANARY))
                .isEqualTo("no ****** for trainer, nor ******");
    }

    private static String trace(Throwable problem) {
        StringWriter text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
