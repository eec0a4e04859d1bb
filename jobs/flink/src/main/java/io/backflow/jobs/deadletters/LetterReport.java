package io.backflow.jobs.deadletters;

import io.backflow.jobs.kafka.DeadLetterHeaders;
import java.time.Instant;
import org.apache.kafka.common.header.Header;

/** One dead letter, as a person reads it. */
public final class LetterReport {

    private final LetterContent content = new LetterContent();

    /** Where it came from, what was wrong, and its headers, key and value. */
    public String of(DeadLetter letter, boolean replayed) {
        StringBuilder text = new StringBuilder();
        text.append("dead letter ").append(letter.place()).append(", written ").append(letter.written());
        line(text, "reason", letter.reason());
        line(text, "problem", letter.message());
        line(text, "from", origin(letter));
        line(text, "replayed", replayed ? "yes" : "no");
        if (letter.replays() > 0) {
            line(text, "rejected again", "after it had been replayed " + times(letter.replays()));
        }
        if (letter.truncated()) {
            line(text, "cut", "parts of it are missing, so it cannot be replayed");
        }
        for (Header header : letter.record().headers()) {
            if (original(header.key())) {
                line(text, "header", header.key() + " = " + value(header));
            }
        }
        line(text, "key", content.show(letter.record().key()));
        line(text, "value", content.show(letter.record().value()));
        return text.toString();
    }

    private static String origin(DeadLetter letter) {
        String topic = letter.topic().isEmpty() ? "a topic that is not known" : "topic " + letter.topic();
        return topic
                + (letter.offset() < 0
                        ? ", partition and offset not known"
                        : ", partition " + letter.partition() + ", offset " + letter.offset())
                + (letter.timestamp() < 0 ? "" : ", timestamp " + Instant.ofEpochMilli(letter.timestamp()));
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    private static boolean original(String name) {
        return !name.startsWith(DeadLetterHeaders.OWN) && !name.startsWith(DeadLetterHeaders.CONNECT);
    }

    private static String value(Header header) {
        return header.value() == null
                ? "none"
                : LetterContent.text(header.value()).orElseGet(() -> header.value().length + " bytes");
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append('\n').append(LetterContent.printable(name + ": " + value).replace("\n", "\n  "));
    }
}
