package io.backflow.jobs.deadletters;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.kafka.DeadLetterHeaders;
import io.backflow.jobs.kafka.TransactionSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    private final String target;
    private final boolean back;
    private final Producer<byte[], byte[]> producer;
    private final int partitions;

    /**
     * Returns when what other replays had begun is ended.
     *
     * @param target the topic to send to
     */
    ReplayProducer(KafkaConfig config, String target) {
        this.config = config;
        this.target = target;
        back = target.equals(config.topics().timesteps());
        producer = new KafkaProducer<>(
                TransactionSettings.of(config, transactionalId()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try {
            partitions = producer.partitionsFor(target).size();
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
            Map<Integer, List<DeadLetter>> byPartition = letters.stream()
                    .collect(Collectors.groupingBy(letter -> letter.record().partition()));
            byPartition.forEach((partition, marked) -> producer.send(mark(partition, marked)));
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw explained(e, refused.get());
        }
    }

    private ProducerRecord<byte[], byte[]> mark(int partition, List<DeadLetter> letters) {
        ReplayMark mark = new ReplayMark(
                partition, letters.stream().map(ReplayMark.Marked::of).toList());
        return mark.record(config.topics().deadLetters(), target);
    }

    /** The record as it was, and how often it has been sent back by now. */
    private ProducerRecord<byte[], byte[]> original(DeadLetter letter) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                target,
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
        return back && letter.partition() >= 0 && letter.partition() < partitions ? letter.partition() : null;
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
