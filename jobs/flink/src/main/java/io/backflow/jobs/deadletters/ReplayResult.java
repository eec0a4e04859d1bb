package io.backflow.jobs.deadletters;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What a replay did.
 *
 * @param to the topic that it sent to
 * @param dryRun whether it only counted
 * @param replayed how many dead letters were sent, by reason
 * @param notReplayed how many were not, by reason and by what kept them
 */
public record ReplayResult(
        String to, boolean dryRun, Map<String, Long> replayed, Map<String, Map<Kept, Long>> notReplayed) {

    /** Why a dead letter is not sent. */
    public enum Kept {
        /** It was sent by an earlier replay. */
        REPLAYED_BEFORE("replayed before"),
        /** Another dead letter of the same original record was sent. */
        COPY("a copy of one that was replayed"),
        /** Something of the original record was cut off. */
        TRUNCATED("cut, so parts are missing"),
        /** It came from a topic that the configuration does not name. */
        OTHER_TOPIC("from another topic"),
        /** The filter does not match it. */
        LEFT_OUT("left out by the options");

        private final String words;

        Kept(String words) {
            this.words = words;
        }
    }

    /** Counts up while a replay runs. */
    static final class Counts {

        private final Map<String, Long> replayed = new TreeMap<>();
        private final Map<String, Map<Kept, Long>> kept = new TreeMap<>();

        void replayed(DeadLetter letter) {
            replayed.merge(letter.reason(), 1L, Long::sum);
        }

        void kept(DeadLetter letter, Kept why) {
            kept.computeIfAbsent(letter.reason(), reason -> new TreeMap<>()).merge(why, 1L, Long::sum);
        }

        ReplayResult result(String to, boolean dryRun) {
            return new ReplayResult(to, dryRun, replayed, kept);
        }
    }

    /** The whole result in one sentence. */
    public String sentence() {
        StringJoiner sent = new StringJoiner(", ", " (", ")").setEmptyValue("");
        replayed.forEach((reason, count) -> sent.add(reason + " " + count));
        StringJoiner kept = new StringJoiner(", ", "; not replayed: ", "").setEmptyValue("");
        notReplayed.forEach(
                (reason, counts) -> counts.forEach((why, count) -> kept.add(reason + " " + count + " " + why.words)));
        long count = replayed.values().stream().mapToLong(Long::longValue).sum();
        String what = String.format(Locale.ROOT, "%d dead letter%s to topic %s", count, count == 1 ? "" : "s", to);
        return LetterContent.printable((dryRun ? "would replay " : "replayed ") + what + sent + kept);
    }
}
