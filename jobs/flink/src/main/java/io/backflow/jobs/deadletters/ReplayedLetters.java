package io.backflow.jobs.deadletters;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which dead letters were sent back, as the marks in their topic say. */
public final class ReplayedLetters {

    private final Map<Integer, OffsetSet> offsets = new HashMap<>();
    private final Set<Origin> origins = new HashSet<>();

    /** What the marks in {@code log} say by now. */
    public static ReplayedLetters in(DeadLetterLog log) {
        ReplayedLetters replayed = new ReplayedLetters();
        log.read(replayed::read);
        return replayed;
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        ReplayMark.of(record).ifPresent(mark -> mark.letters().forEach(letter -> add(mark.partition(), letter)));
    }

    /** Notes that {@code letter} is sent back. */
    void add(int partition, ReplayMark.Marked letter) {
        offsets.computeIfAbsent(partition, number -> new OffsetSet()).add(letter.offset());
        letter.origin().ifPresent(origins::add);
    }

    /** Whether this very record was sent back. */
    public boolean contains(DeadLetter letter) {
        OffsetSet partition = offsets.get(letter.record().partition());
        return partition != null && partition.contains(letter.record().offset());
    }

    /** Whether another dead letter of the same original record was sent back. */
    boolean containsOrigin(Optional<Origin> origin) {
        return origin.filter(origins::contains).isPresent();
    }
}
