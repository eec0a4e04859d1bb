package io.backflow.jobs.source;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.source.TopicExtent.Offsets;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Finds where a bounded job ends: behind what was written, and committed, when it started. An open transaction is given
 * the time that {@code kafka.start.open_transactions} says.
 */
public final class BoundedEnds {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Admin admin;
    private final KafkaConfig kafka;

    public BoundedEnds(Admin admin, KafkaConfig kafka) {
        this.admin = admin;
        this.kafka = kafka;
    }

    /** Returns the ends; says to {@code notices} who kept what from being read. */
    public BoundedRead find(Consumer<String> notices) throws ExecutionException, InterruptedException {
        TopicExtent start = look();
        TopicExtent now = start;
        if (!committed(start, now)) {
            notices.accept(sentence(now) + "; waiting up to "
                    + kafka.start().openTransactions().toMillis() / 1000.0
                    + " s (kafka.start.open_transactions) for them to be committed or aborted");
            now = await(start);
        }
        if (!committed(start, now)) {
            notices.accept(sentence(now) + "; they are left to the next run");
        }
        return new BoundedRead(start.topic(), start.id(), ends(start, now));
    }

    /**
     * Throws where a job that has read so far may not go on in the log that is there now.
     *
     * @throws io.backflow.jobs.config.ConfigException with the numbers
     */
    public void checkContinues(BoundedRead read) throws ExecutionException, InterruptedException {
        SavedLog log = new SavedLog(read.topic(), read.topicId());
        Continuation.of(log, read.ends(), look(), kafka.start().logChanged());
    }

    private TopicExtent await(TopicExtent start) throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + kafka.start().openTransactions().toNanos();
        TopicExtent now = look();
        while (!committed(start, now) && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL.toMillis());
            now = look();
        }
        return now;
    }

    private TopicExtent look() throws ExecutionException, InterruptedException {
        return TopicExtent.of(admin, kafka.topics().timesteps(), kafka.readsCommitted());
    }

    private String sentence(TopicExtent now) throws InterruptedException {
        List<String> blocking = new OpenTransactions(admin).blocking(now);
        return "topic " + now.topic() + " has records that cannot be read yet: " + String.join(", ", blocking);
    }

    /** Whether all that was there at the {@code start} can be read {@code now}. */
    private static boolean committed(TopicExtent start, TopicExtent now) {
        return ends(start, now).entrySet().stream()
                .allMatch(end -> end.getValue() >= offsets(start, end.getKey()).end());
    }

    private static SortedMap<Integer, Long> ends(TopicExtent start, TopicExtent now) {
        SortedMap<Integer, Long> ends = new TreeMap<>();
        start.partitions()
                .forEach((partition, then) -> ends.put(
                        partition, Math.min(then.end(), offsets(now, partition).stable())));
        return ends;
    }

    private static Offsets offsets(TopicExtent extent, int partition) {
        Offsets offsets = extent.partitions().get(partition);
        return offsets == null ? new Offsets(0, 0, 0) : offsets;
    }
}
