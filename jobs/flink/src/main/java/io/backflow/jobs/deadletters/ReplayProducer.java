package io.backflow.jobs.deadletters;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.kafka.DeadLetterHeaders;
import io.backflow.jobs.kafka.TransactionSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters back, and in the same transaction marks them as sent. All replays of a topic {@code dead-letters}
 * share one transactional ID: the newest ends the others, and takes up what they have committed.
 */
final class ReplayProducer implements AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final String EVENT_TIME = "event_time";

    private final KafkaConfig config;
    private final Optional<String> to;
    private final Producer<byte[], byte[]> producer;
    private final Map<String, Integer> partitions = new HashMap<>();

    /**
     * Returns when what other replays had begun is ended.
     *
     * @param to the topic to send to; empty: each to the one that it came from
     */
    ReplayProducer(KafkaConfig config, Optional<String> to) {
        this.config = config;
        this.to = to;
        producer = new KafkaProducer<>(
                TransactionSettings.of(config, transactionalId()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try {
            partitions(to.orElse(config.topics().timesteps()));
            producer.initTransactions();
        } catch (KafkaException e) {
            producer.close(CLOSE_PATIENCE);
            throw explained(e, null);
        }
    }

    private String transactionalId() {
        return config.topics().deadLetters() + "/replay";
    }

    /** Sends {@code letters} and their marks; returns when readers see all of them, and throws where they see none. */
    void send(List<DeadLetter> letters) {
        AtomicReference<@Nullable DeadLetter> refused = new AtomicReference<>();
        try {
            producer.beginTransaction();
            for (DeadLetter letter : letters) {
                producer.send(original(letter), (metadata, problem) -> {
                    if (problem != null) {
                        refused.compareAndSet(null, letter);
                    }
                });
            }
            Map<Place, List<DeadLetter>> places = letters.stream().collect(Collectors.groupingBy(this::place));
            places.forEach((place, marked) -> producer.send(mark(place, marked)));
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw explained(e, refused.get());
        }
    }

    /**
     * Where dead letters stand that one mark is about, and where they are sent.
     *
     * @param partition of the topic of the dead letters
     * @param target the topic that they are sent to
     */
    private record Place(int partition, String target) {}

    private Place place(DeadLetter letter) {
        return new Place(letter.record().partition(), target(letter));
    }

    private String target(DeadLetter letter) {
        return to.orElse(letter.topic());
    }

    private int partitions(String topic) {
        return partitions.computeIfAbsent(
                topic, one -> producer.partitionsFor(one).size());
    }

    private ProducerRecord<byte[], byte[]> mark(Place place, List<DeadLetter> letters) {
        ReplayMark mark = new ReplayMark(
                place.partition(), letters.stream().map(ReplayMark.Marked::of).toList());
        return mark.record(config.topics().deadLetters(), place.target());
    }

    /** The record as it was, and how often it has been sent back by now. */
    private ProducerRecord<byte[], byte[]> original(DeadLetter letter) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                target(letter),
                partition(letter),
                timestamp(letter),
                letter.record().key(),
                letter.record().value());
        String replays = Long.toString(letter.replays() + 1);
        record.headers().add(DeadLetterHeaders.REPLAYS, replays.getBytes(StandardCharsets.UTF_8));
        for (Header header : letter.record().headers()) {
            if (!header.key().startsWith(DeadLetterHeaders.OWN)
                    && !header.key().startsWith(DeadLetterHeaders.CONNECT)) {
                record.headers().add(header);
            }
        }
        return record;
    }

    /** Its own, where it goes back to its topic; only there it stands behind the other steps of its sequence. */
    private @Nullable Integer partition(DeadLetter letter) {
        boolean back = target(letter).equals(letter.topic());
        return back && letter.partition() >= 0 && letter.partition() < partitions(letter.topic())
                ? letter.partition()
                : null;
    }

    /**
     * Its own, since the time of a step may be taken from it. A step whose event time was too far ahead is judged by
     * the time of now, unless its timestamp was ahead as well.
     */
    private static @Nullable Long timestamp(DeadLetter letter) {
        boolean late = letter.reason().equals(EVENT_TIME)
                && letter.timestamp() <= letter.record().timestamp();
        return letter.timestamp() < 0 || late ? null : letter.timestamp();
    }

    private RuntimeException explained(KafkaException problem, @Nullable DeadLetter letter) {
        String target = to.orElse(letter == null ? config.topics().timesteps() : letter.topic());
        String what = "dead letters cannot be sent to topic " + target + ": ";
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return new IllegalStateException(
                        what + "another replay of topic " + config.topics().deadLetters()
                                + " has begun and goes on from here, or the broker gave up a transaction after"
                                + " transaction.timeout.ms; run it again, and what was sent is not sent twice",
                        problem);
            }
        }
        if (problem instanceof TransactionalIdAuthorizationException) {
            return new ConfigException(
                    what + "the broker does not permit it; grant this user Write and Describe on the transactional ID "
                            + transactionalId(),
                    problem);
        }
        String example = letter == null ? "" : " (dead letter " + letter.place() + ")";
        return new IllegalStateException(
                what + problem.getMessage() + example
                        + "; nothing of this transaction was sent; solve the problem, and the same command goes on",
                problem);
    }

    @Override
    public void close() {
        producer.close(CLOSE_PATIENCE);
    }
}
