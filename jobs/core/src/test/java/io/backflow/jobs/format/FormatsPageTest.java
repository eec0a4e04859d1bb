package io.backflow.jobs.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example on the page is decoded: a configuration, records, and the steps that they are. */
final class FormatsPageTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "formats.md");
    private static final Pattern EXAMPLE = Pattern.compile(
            "(?ms)^## (JSON|CSV)\\n.*?^```yaml\\n(.*?)^```" + ".*?^```(?:json|csv)\\n(.*?)^```.*?^```text\\n(.*?)^```");

    private static final Pattern AVRO =
            Pattern.compile("(?ms)^## Avro with a Confluent.*?^```yaml\\n(.*?)^```.*?^```json\\n(.*?)^```"
                    + ".*?^```hex\\n(.*?)^```.*?^```text\\n(.*?)^```");

    static Stream<MatchResult> examples() throws IOException {
        List<MatchResult> examples =
                EXAMPLE.matcher(Files.readString(PAGE)).results().toList();
        assertThat(examples).extracting(example -> example.group(1)).containsExactly("JSON", "CSV");
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void recordsOfThePageAreTheStepsOfThePage(MatchResult example) throws RecordException {
        RecordDecoder decoder = Records.decoder(JobConfig.parse(example.group(2)));
        StringBuilder steps = new StringBuilder();
        for (String record : example.group(3).split("\n")) {
            steps.append(text(decoder.decode(Records.record(record)))).append('\n');
        }

        assertThat(steps.toString()).isEqualTo(example.group(4));
    }

    @Test
    void bytesOfThePageAreTheStepOfThePage() throws IOException, RecordException {
        MatchResult example =
                AVRO.matcher(Files.readString(PAGE)).results().findFirst().orElseThrow();
        Schema schema = new Schema.Parser().parse(example.group(2));
        RecordDecoder decoder = RecordDecoder.of(JobConfig.parse(example.group(1)), id -> schema, () -> 0L)
                .orElseThrow();
        byte[] value = HexFormat.of().parseHex(example.group(3).replaceAll("\\s", ""));

        assertThat(text(decoder.decode(Records.record(value, "k", Map.of()))) + "\n")
                .isEqualTo(example.group(4));
    }

    private static String text(Step step) {
        return step.sequenceId() + ", step " + step.step() + ", " + Instant.ofEpochMilli(step.eventTime()) + ": "
                + Arrays.toString(step.features())
                + (step.target() == null ? "" : ", target " + Arrays.toString(step.target()));
    }
}
