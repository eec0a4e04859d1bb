package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job would do at an alarm of drift, it can do. */
class DriftConfigTest {

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(delimiter = '|', textBlock = """
        drift: {reaction: reset_optimizer} | optimizer: {rule: sgd}    | drift.reaction.type is reset_optimizer, but optimizer.rule has no slots; choose a rule
        drift: {reaction: reset_optimizer} | server: {feedback: topic} | drift.reaction.type is reset_optimizer, and with server.feedback: topic
        drift: {reaction: {type: raise_rate, factor: 2, steps: 9}} | server: {feedback: topic} | drift.reaction.type is raise_rate, and with server.feedback: topic
        """)
    void aReactionThatWouldDoNothingIsRefused(String drift, String other, String sentence) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> parse(drift, other))
                .withMessageContaining(sentence)
                .withMessageContaining("drift.reaction: none");
        assertThat(parse(drift, "job: {seed: 1}").drift()).isNotNull();
        assertThat(parse("drift: {reaction: none}", other).drift()).isNotNull();
    }

    @Test
    void sixtyFourGroupsAreWatchedAndNoMore() {
        assertThat(parse("drift: {groups: " + groups(64) + "}", "").drift()).isNotNull();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> parse("drift: {groups: " + groups(65) + "}", ""))
                .withMessageContaining("drift.groups has 65 prefixes; at most 64");
    }

    private static List<String> groups(int count) {
        return IntStream.range(0, count).mapToObj(i -> "g" + i).toList();
    }

    private static JobConfig parse(String... sections) {
        return JobConfig.parse(Configurations.MINIMAL + "\n" + String.join("\n", sections) + "\n");
    }
}
