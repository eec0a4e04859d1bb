package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.format.RecordException;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.schema.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages that list what happens to records name every reason and every count of a record that the code has. */
class StreamsPageTest {

    private static final Path DOCS = Path.of("..", "..", "docs");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern METRIC = Pattern.compile("(?m)^\\| `(num(?:Steps|Windows|States|Gaps|Records|Losses"
            + "|Gradients|Horizons|ContributionsRefused)\\w*)` \\|");

    /** The cells of a row of the table: record, what happens, dead letter, metric, setting. */
    private static final int DEAD_LETTER = 3;

    private static final int METRICS = 4;

    @Test
    void everyReasonOfADeadLetterStandsInTheTable() throws IOException {
        assertThat(column(DEAD_LETTER)).isEqualTo(reasons());
    }

    @Test
    void everyReasonOfADeadLetterIsListedWithItsHeader() throws IOException {
        String page = Files.readString(DOCS.resolve("topics.md"));
        String header = page.lines()
                .filter(line -> line.startsWith("| `backflow.reason`"))
                .findFirst()
                .orElseThrow();

        assertThat(codes(header.substring(header.indexOf("a fixed word")))).isEqualTo(reasons());
    }

    @Test
    void everyReasonOfADeadLetterHasARemedy() throws IOException {
        String page = Files.readString(DOCS.resolve("operations.md"));
        Set<String> reasons = new TreeSet<>();
        for (String line : page.substring(page.indexOf("| reason | remedy |")).split("\n")) {
            String[] cells = line.split("\\|", -1);
            if (cells.length > 2) {
                reasons.addAll(codes(cells[1]));
            }
        }

        assertThat(reasons).isEqualTo(reasons());
    }

    /** docs/metrics.md has every metric of a job: another test compares them. */
    @Test
    void everyCountOfRecordsAndStepsStandsInTheTable() throws IOException {
        Set<String> counts = new TreeSet<>();
        METRIC.matcher(Files.readString(DOCS.resolve("metrics.md")))
                .results()
                .map(row -> row.group(1))
                .forEach(counts::add);
        assertThat(counts).contains("numStepsLate", "numStatesResetGap", "numRecordsRejected");

        assertThat(column(METRICS)).containsAll(counts);
    }

    private static Set<String> reasons() {
        Set<String> reasons = new TreeSet<>();
        Stream.of(InvalidTimestep.Reason.values(), WireException.Reason.values(), RecordException.Reason.values())
                .flatMap(Stream::of)
                .forEach(reason -> reasons.add(reason.name().toLowerCase(Locale.ROOT)));
        Stream.of(Verdict.values())
                .filter(Verdict::isLoss)
                .forEach(verdict -> reasons.add(verdict.name().toLowerCase(Locale.ROOT)));
        Stream.of(LabelVerdict.values())
                .filter(LabelVerdict::isLoss)
                .forEach(verdict -> reasons.add("label_" + verdict.name().toLowerCase(Locale.ROOT)));
        return reasons;
    }

    private static Set<String> column(int cell) throws IOException {
        Set<String> column = new TreeSet<>();
        for (String line : Files.readAllLines(DOCS.resolve("streams.md"))) {
            String[] cells = line.split("\\|", -1);
            if (cells.length > METRICS + 1) {
                column.addAll(codes(cells[cell]));
            }
        }
        return column;
    }

    private static Set<String> codes(String text) {
        Set<String> codes = new TreeSet<>();
        CODE.matcher(text).results().map((MatchResult code) -> code.group(1)).forEach(codes::add);
        return codes;
    }
}
