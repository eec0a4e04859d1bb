package io.backflow.jobs.deadletters;

import io.backflow.jobs.kafka.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record of the topic {@code dead-letters} that says which of those before it in its partition were sent back. It is
 * written in the same transaction as what was sent. It is deleted by age or size after the records that it is about,
 * since those are older.
 *
 * <p>Its value is a line for each record: the offset in hexadecimal and, after a space, its {@link Origin} where that
 * is known.
 *
 * @param partition the marked partition
 * @param letters the marked records
 */
record ReplayMark(int partition, List<Marked> letters) {

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{1,15})(?: ([0-9a-f]{16}))?");

    /**
     * One record.
     *
     * @param offset where it stands
     * @param origin the {@link Origin} of the record that was rejected; empty where that is not known
     */
    record Marked(long offset, Optional<Origin> origin) {
        static Marked of(DeadLetter letter) {
            return new Marked(letter.record().offset(), Origin.of(letter));
        }
    }

    ReplayMark {
        letters = List.copyOf(letters);
    }

    /** The mark in {@code record}; empty where it is none. Lines that are no lines of a mark are left out. */
    static Optional<ReplayMark> of(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null
                || record.headers().lastHeader(DeadLetterHeaders.REPLAYED) == null
                || record.headers().lastHeader(DeadLetterHeaders.REASON) != null) {
            return Optional.empty();
        }
        List<Marked> letters = new ArrayList<>();
        new String(record.value(), StandardCharsets.US_ASCII)
                .lines()
                .map(LINE::matcher)
                .filter(line -> line.matches())
                .forEach(line -> letters.add(new Marked(
                        Long.parseLong(line.group(1), 16),
                        Optional.ofNullable(line.group(2)).map(Origin::parse))));
        return Optional.of(new ReplayMark(record.partition(), letters));
    }

    /** The record that says so in {@code topic}. */
    ProducerRecord<byte[], byte[]> record(String topic, String target) {
        StringBuilder lines = new StringBuilder();
        for (Marked letter : letters) {
            lines.append(Long.toHexString(letter.offset()));
            letter.origin().ifPresent(origin -> lines.append(' ').append(origin));
            lines.append('\n');
        }
        byte[] value = lines.toString().getBytes(StandardCharsets.US_ASCII);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, null, value);
        record.headers().add(DeadLetterHeaders.REPLAYED, target.getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
