package io.backflow.jobs.deadletters;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a topic {@code dead-letters} holds.
 *
 * @param topic its name
 * @param letters how many dead letters match
 * @param groups the same by reason, topic and partition, in this order
 */
public record DeadLetterList(String topic, long letters, List<DeadLetterGroup> groups) {

    public DeadLetterList {
        groups = List.copyOf(groups);
    }

    /** Counts what {@code filter} matches in {@code log}. */
    public static DeadLetterList of(DeadLetterLog log, DeadLetterFilter filter) {
        ReplayedLetters replayed = ReplayedLetters.in(log);
        LetterContent content = new LetterContent();
        Map<String, DeadLetterGroup> groups = new TreeMap<>();
        log.read(record -> DeadLetter.of(record)
                .filter(letter -> filter.matches(letter, content))
                .ifPresent(letter -> groups.merge(
                        key(letter), DeadLetterGroup.of(letter, replayed.contains(letter)), DeadLetterGroup::with)));
        long letters =
                groups.values().stream().mapToLong(DeadLetterGroup::letters).sum();
        return new DeadLetterList(log.topic(), letters, List.copyOf(groups.values()));
    }

    private static String key(DeadLetter letter) {
        return letter.reason() + "\n" + letter.topic() + "\n" + String.format("%010d", letter.partition());
    }
}
