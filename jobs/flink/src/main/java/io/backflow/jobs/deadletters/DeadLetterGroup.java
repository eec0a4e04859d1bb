package io.backflow.jobs.deadletters;

import java.time.Instant;

/**
 * Dead letters with one reason from one partition of one topic.
 *
 * @param reason their reason
 * @param topic where they came from; empty: not known
 * @param partition its partition; -1: not known
 * @param letters how many there are
 * @param replayed how many of them were sent back
 * @param rejectedAgain how many of them had been sent back before they were rejected
 * @param oldest when the first was written
 * @param newest when the last was written
 */
public record DeadLetterGroup(
        String reason,
        String topic,
        int partition,
        long letters,
        long replayed,
        long rejectedAgain,
        Instant oldest,
        Instant newest) {

    /** The group of {@code letter} alone. */
    static DeadLetterGroup of(DeadLetter letter, boolean replayed) {
        return new DeadLetterGroup(
                letter.reason(),
                letter.topic(),
                letter.partition(),
                1,
                replayed ? 1 : 0,
                letter.replays() > 0 ? 1 : 0,
                letter.written(),
                letter.written());
    }

    DeadLetterGroup with(DeadLetterGroup other) {
        return new DeadLetterGroup(
                reason,
                topic,
                partition,
                letters + other.letters,
                replayed + other.replayed,
                rejectedAgain + other.rejectedAgain,
                oldest.isBefore(other.oldest) ? oldest : other.oldest,
                newest.isAfter(other.newest) ? newest : other.newest);
    }
}
