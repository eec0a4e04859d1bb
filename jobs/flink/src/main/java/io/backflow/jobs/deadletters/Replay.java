package io.backflow.jobs.deadletters;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.TopicsConfig;
import io.backflow.jobs.deadletters.ReplayResult.Counts;
import io.backflow.jobs.deadletters.ReplayResult.Kept;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters back to the topic that they came from, each once, however often it is run and wherever it is
 * stopped: what is sent, and the mark that it was, are committed together.
 */
public final class Replay {

    /** A transaction ends after so many dead letters, or so many bytes of their keys and values. */
    private static final int BATCH = 500;

    private static final long BATCH_BYTES = 8 << 20;

    private final KafkaConfig config;
    private final ReplayPlan plan;
    private final Duration timeout;
    private final LetterContent content = new LetterContent();
    private final Counts counts = new Counts();
    private final List<DeadLetter> batch = new ArrayList<>();
    private long batchBytes;

    /** @param timeout how long the brokers have to answer */
    public Replay(KafkaConfig config, ReplayPlan plan, Duration timeout) {
        this.config = config;
        this.plan = plan;
        this.timeout = timeout;
    }

    /** Sends what the plan says and is in the topic now; to be called once. */
    public ReplayResult run() {
        try (DeadLetterLog log = new DeadLetterLog(config, timeout);
                ReplayProducer producer = plan.dryRun() ? null : new ReplayProducer(config, plan.to())) {
            // only now: the producer has ended what an earlier replay left open
            ReplayedLetters replayed = ReplayedLetters.in(log);
            log.read(record -> DeadLetter.of(record).ifPresent(letter -> take(letter, replayed, producer)));
            send(producer);
        }
        return counts.result(plan.to().orElse(String.join(" and ", sources())), plan.dryRun());
    }

    /** The topics from which dead letters come that are sent back. */
    private List<String> sources() {
        TopicsConfig topics = config.topics();
        return topics.labels() == null ? List.of(topics.timesteps()) : List.of(topics.timesteps(), topics.labels());
    }

    private void take(DeadLetter letter, ReplayedLetters replayed, @Nullable ReplayProducer producer) {
        Optional<Origin> origin = Origin.of(letter);
        Optional<Kept> kept = kept(letter, origin, replayed);
        if (kept.isPresent()) {
            counts.kept(letter, kept.get());
            return;
        }
        replayed.add(
                letter.record().partition(),
                new ReplayMark.Marked(letter.record().offset(), origin));
        batch.add(letter);
        batchBytes += Math.max(0, letter.record().serializedKeySize())
                + Math.max(0, letter.record().serializedValueSize());
        if (batch.size() >= BATCH || batchBytes >= BATCH_BYTES) {
            send(producer);
        }
    }

    private Optional<Kept> kept(DeadLetter letter, Optional<Origin> origin, ReplayedLetters replayed) {
        if (replayed.contains(letter)) {
            return Optional.of(Kept.REPLAYED_BEFORE);
        } else if (!plan.filter().matches(letter, content)) {
            return Optional.of(Kept.LEFT_OUT);
        } else if (!sources().contains(letter.topic())) {
            return Optional.of(Kept.OTHER_TOPIC);
        } else if (letter.truncated()) {
            return Optional.of(Kept.TRUNCATED);
        }
        return replayed.containsOrigin(origin) ? Optional.of(Kept.COPY) : Optional.empty();
    }

    private void send(@Nullable ReplayProducer producer) {
        if (batch.isEmpty()) {
            return;
        }
        if (producer != null) {
            producer.send(batch);
        }
        batch.forEach(counts::replayed);
        batch.clear();
        batchBytes = 0;
    }
}
