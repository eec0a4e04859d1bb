package io.backflow.jobs.deadletters;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant: those that fit each condition that is set.
 *
 * @param reasons words, one of which is the reason; empty: any
 * @param since from when on it was written; null: any time
 * @param sequence the ID of its sequence; null: any, and those whose sequence is not known
 */
public record DeadLetterFilter(
        Set<String> reasons,
        @Nullable Instant since,
        @Nullable String sequence) {

    public DeadLetterFilter {
        reasons = Set.copyOf(reasons);
    }

    /** Whether {@code letter} is meant. */
    public boolean matches(DeadLetter letter, LetterContent content) {
        return (reasons.isEmpty() || reasons.contains(letter.reason()))
                && (since == null || !letter.written().isBefore(since))
                && (sequence == null || content.sequence(letter.record()).equals(Optional.of(sequence)));
    }
}
