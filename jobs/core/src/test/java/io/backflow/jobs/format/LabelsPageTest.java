package io.backflow.jobs.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/labels.md. */
class LabelsPageTest {

    private static final Path PAGE = Path.of("../../docs/labels.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```(yaml|json)\\n(.*?)^```");

    @Test
    void configurationsOfThePageReadItsRecords() throws IOException, RecordException {
        List<String> examples = EXAMPLE.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult example) -> example.group(2))
                .toList();
        assertThat(examples).hasSize(3);
        assertThat(JobConfig.parse(examples.get(0)).kafka().topics().labels()).isEqualTo("chargebacks");
        RecordDecoder decoder = Records.decoder(JobConfig.parse(examples.get(1)));
        String[] records = examples.get(2).split("\n");

        assertThat(decoder.arrival(Records.record(records[0]))).isInstanceOf(Step.class);
        assertThat(decoder.arrival(Records.record(records[1])))
                .usingRecursiveComparison()
                .isEqualTo(new StepLabel(
                        "p7",
                        0,
                        StepLabel.UNKNOWN,
                        Instant.parse("2026-11-29T09:30:00Z").toEpochMilli(),
                        new float[] {0.25f},
                        Step.NONE,
                        0.5f));
    }
}
