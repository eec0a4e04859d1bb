package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StateSettingsTest {

    private static final String JOB = """
            kafka:
              bootstrap_servers: localhost:9092
              properties: {sasl.jaas.config: hush}
            model:
              input: {type: features, size: 2}
              layers: [{type: gru, units: 4}]
              head: {units: 2, loss: {type: mse}}
            optimizer: {rule: {type: sgd, momentum: 0.5}, learning_rate: 0.001}
            sync: {type: synchronous, round: 4s}
            flink: {s3.secret-key: hush}
            """;

    @Test
    void whatTheStateWasMadeWithMayNotChangeAndTheSentenceNamesKeyValuesAndRemedy() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> goOn("sgd", "rmsprop"))
                .withMessage(
                        "optimizer.rule.type is rmsprop, but the state to go on from was made with sgd; set it back,"
                                + " or begin a new run without that state");
        refuses("units: 4", "units: 5", "model.layers[0].units is 5, but");
        refuses("{type: gru, units: 4}", "{type: lstm, units: 4}", "model.layers[0].type is lstm, but");
        refuses(
                "[{type: gru, units: 4}]",
                "[{type: gru, units: 4}, {type: gru, units: 4}]",
                "model.layers is 2 entries");
        refuses(
                "model:",
                "normalization: {mean: [0, 0], deviation: [1, 1]}\nmodel:",
                "normalization is {\"type\":\"fixed\",\"mean\"");
        refuses(
                "model:",
                "target: {type: next}\nmodel:",
                "target.type is next, but the state to go on from was made with given");
        refuses("size: 2", "size: 2, time_features: elapsed", "model.input.time_features is [\"elapsed\"], but");
        refuses("units: 2, loss", "units: 2, skip: inputs, loss", "model.head.skip is inputs, but");
        refuses("model:", "server: {shards: 2}\nmodel:", "server.shards is 2");
        refuses("model:", "stream: {order: time}\nmodel:", "stream.order.type is time");
        refuses("round: 4s", "round: 4s, send: delta", "sync.send is delta");
        refuses("localhost:9092", "localhost:9092\n  topics: {timesteps: other}", "kafka.topics.timesteps is other");
    }

    @Test
    void whatWasThereAndIsAbsentNowIsRefusedToo() {
        String columns = JOB.replace("model:", "target: {type: next, columns: [1, 0]}\nmodel:");
        String absent = columns.replace(", columns: [1, 0]", "");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> settings(absent).checkContinues(settings(columns)))
                .withMessageStartingWith("target.columns is absent, but the state to go on from was made with [1,0]");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> settings(columns).checkContinues(settings(absent)))
                .withMessageStartingWith("target.columns is [1,0], but the state to go on from was made without it");
    }

    /** Another zone is another clock; as many steps ahead as the target is follows the target. */
    @Test
    void theZoneOfTimesMayNotChange() {
        String berlin = JOB.replace("size: 2", "size: 2, time_features: day_of_week, time_zone: Europe/Berlin");
        String utc = berlin.replace("Europe/Berlin", "UTC");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> settings(utc).checkContinues(settings(berlin)))
                .withMessageStartingWith("model.input.time_zone is UTC, but");
        assertThatCode(() -> settings(berlin).checkContinues(settings(berlin))).doesNotThrowAnyException();
    }

    @Test
    void whatOnlySteersTheTrainingMayChange() {
        for (String[] change : List.of(
                new String[] {"0.001", "{type: step, base: 0.1, decay_steps: 10}"},
                new String[] {"momentum: 0.5", "momentum: 0.9, nesterov: true"},
                new String[] {"round: 4s", "round: 1h, staleness: 2"},
                new String[] {"units: 4}", "units: 4, dropout: 0.5}"},
                new String[] {"localhost:9092", "elsewhere:9092\n  topics: {predictions: other}"},
                new String[] {"hush", "louder"},
                new String[] {"model:", "stream: {max_ahead: 1h}\nmodel:"},
                new String[] {"model:", "batch: {size: 3}\njob: {name: other, parallelism: 4, seed: 9}\nmodel:"})) {
            assertThatCode(() -> goOn(change[0], change[1])).as(change[1]).doesNotThrowAnyException();
        }
    }

    @Test
    void aKeyThatAFormerBuildRefusedAndThisOneDoesNotIsNothingToCompare() {
        StateSettings former = StateSettings.parse(
                settings(JOB).toString().replace("{\"kafka\"", "{\"batch\":{\"size\":7},\"kafka\""));

        assertThat(former.toString()).contains("batch");
        assertThatCode(() -> settings(JOB).checkContinues(former)).doesNotThrowAnyException();
    }

    @Test
    void aKeyOfALaterBuildIsNothingToCompare() {
        StateSettings older = StateSettings.parse(settings(JOB).toString().replace(",\"reset_after\":true", ""));

        assertThat(older.toString()).doesNotContain("reset_after");
        assertThatCode(() -> settings(JOB).checkContinues(older)).doesNotThrowAnyException();
    }

    @Test
    void theyTravelAsTextWithoutSecretsAndANumberIsWhatItIsWorth() {
        StateSettings settings = settings(JOB);
        String text = settings.toString();

        assertThat(StateSettings.parse(text)).hasToString(text);
        assertThat(text).doesNotContain("hush").contains("\"units\":4");
        settings.checkContinues(StateSettings.parse(text.replace("\"units\":4", "\"units\":4.0")));
    }

    /** A rule for a whole section decides on its keys to come too; a new section needs one. */
    @Test
    void ofEveryKeyItIsDecidedWhetherItMayChange() {
        List<String> keys = new ArrayList<>();
        collect(JobConfig.class, "", keys);

        assertThat(keys).hasSizeGreaterThan(80).allSatisfy(key -> assertThat(Changes.rule(key))
                .as("a rule in Changes for %s", key)
                .isPresent());
        assertThat(Changes.rules().keySet()).allSatisfy(rule -> assertThat(keys)
                .as("keys under the rule for %s", rule)
                .anyMatch(key -> key.equals(rule) || key.startsWith(rule + ".")));
    }

    private static void collect(Class<?> type, String path, List<String> keys) {
        if (!Variants.of(type).isEmpty()) {
            keys.add(path + ".type");
            Variants.of(type).values().forEach(variant -> collect(variant, path, keys));
            return;
        }
        for (Setting setting : Settings.of(type)) {
            String key = path.isEmpty() ? setting.name() : path + "." + setting.name();
            Type element = ConfigReference.element(setting.type());
            if (element instanceof Class<?> inner
                    && (inner.isRecord() || !Variants.of(inner).isEmpty())) {
                collect(inner, key, keys);
            } else {
                keys.add(key);
            }
        }
    }

    private static void refuses(String former, String now, String sentence) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> goOn(former, now))
                .withMessageStartingWith(sentence)
                .withMessageContaining(" but the state to go on from was made with");
    }

    private static void goOn(String former, String now) {
        assertThat(JOB).contains(former);
        settings(JOB.replace(former, now)).checkContinues(settings(JOB));
    }

    private static StateSettings settings(String job) {
        return StateSettings.of(JobConfig.parse(job));
    }
}
