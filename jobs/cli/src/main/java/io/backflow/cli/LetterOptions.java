package io.backflow.cli;

import io.backflow.jobs.config.Durations;
import io.backflow.jobs.deadletters.DeadLetterFilter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose dead letters. */
final class LetterOptions {

    @Option(
            names = "--reason",
            split = ",",
            paramLabel = "REASON",
            description = "Only those with this reason; may be given several times.")
    private List<String> reasons = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those written since then: 2026-11-28T20:00:00Z, or a time ago such as 2h.")
    private @Nullable String since;

    @Option(
            names = "--sequence",
            paramLabel = "ID",
            description = "Only those of this sequence, as far as key or value show it.")
    private @Nullable String sequence;

    DeadLetterFilter filter() {
        return new DeadLetterFilter(Set.copyOf(reasons), since == null ? null : time(since), sequence);
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            try {
                return Instant.now().minus(Durations.parse(text));
            } catch (IllegalArgumentException none) {
                throw new CommandException(
                        "--since is " + text + "; give a time such as 2026-11-28T20:00:00Z, or a time ago such as 2h",
                        none);
            }
        }
    }
}
