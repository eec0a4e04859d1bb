package io.backflow.jobs.source;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.StartConfig.LogChanged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the partitions of the topic to the readers, and lets none read on in a log that is not the one that the saved
 * offsets are of: readers report what they were restored with, and go on only after {@link Continuation} has said
 * where. Runs in the JobManager.
 *
 * <p>Flink's own enumerator remembers no identity of the log, never ends a restored bounded job (FLINK-31006), and
 * reads no partition again that it once read to its end, though more has come since.
 */
final class PartitionEnumerator implements SplitEnumerator<KafkaPartitionSplit, PartitionState> {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionEnumerator.class);
    private static final String DISCOVERY = "partition.discovery.interval.ms";
    private static final String EVERY_MINUTE = "60000";
    private static final int UNKNOWN = -1;

    private final SplitEnumeratorContext<KafkaPartitionSplit> context;
    private final KafkaConfig kafka;
    private final @Nullable BoundedRead bound;
    private final Function<KafkaConfig, TopicLooks> brokers;

    /** Each partition as it was last handed out. */
    private final SortedMap<Integer, KafkaPartitionSplit> assigned = new TreeMap<>();

    /** Who has it; {@link #UNKNOWN} after a restore. */
    private final Map<Integer, Integer> readers = new HashMap<>();

    /** Partitions that no reader has, and where they go on. */
    private final SortedMap<Integer, KafkaPartitionSplit> waiting = new TreeMap<>();

    private @Nullable SavedLog log;
    private @Nullable TopicLooks topic;

    PartitionEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context,
            KafkaConfig kafka,
            @Nullable BoundedRead bound,
            @Nullable PartitionState restored,
            Function<KafkaConfig, TopicLooks> brokers) {
        this.context = context;
        this.kafka = kafka;
        this.bound = bound;
        this.brokers = brokers;
        if (restored != null) {
            restore(restored);
        }
    }

    private void restore(PartitionState state) {
        state.assigned().forEach(split -> {
            assigned.put(split.getPartition(), split);
            readers.put(split.getPartition(), UNKNOWN);
        });
        state.waiting().forEach(split -> waiting.put(split.getPartition(), split));
        List<KafkaPartitionSplit> known = new ArrayList<>(state.assigned());
        known.addAll(state.waiting());
        if (!known.isEmpty()) {
            log = new SavedLog(known.get(0).getTopic(), state.logId());
        }
    }

    @Override
    public void start() {
        topic = brokers.apply(kafka);
        if (!kafka.bounded()) {
            long every = Long.parseLong(kafka.properties().getOrDefault(DISCOVERY, EVERY_MINUTE));
            context.callAsync(this::look, this::watch, every, every);
        }
    }

    private PartitionLook look() throws Exception {
        TopicLooks open = topic;
        if (open == null) {
            throw new IllegalStateException("an enumerator is started before it looks");
        }
        return open.look();
    }

    @Override
    public void addReader(int subtask) {
        readers.replaceAll((partition, has) -> has == subtask ? UNKNOWN : has);
        ReaderInfo reader = Objects.requireNonNull(context.registeredReaders().get(subtask));
        List<KafkaPartitionSplit> reported = reader.getReportedSplitsOnRegistration();
        // what came back by addSplitsBack was handed out after the state that the reader reports from
        reported.forEach(split -> waiting.putIfAbsent(split.getPartition(), split));
        if (complete()) {
            context.callAsync(this::look, this::handOut);
        }
    }

    @Override
    public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {
        splits.forEach(split -> waiting.put(split.getPartition(), split));
    }

    private boolean complete() {
        return context.registeredReaders().size() == context.currentParallelism();
    }

    private void handOut(@Nullable PartitionLook look, @Nullable Throwable problem) {
        if (look == null) {
            throw new FlinkRuntimeException(
                    "topic " + kafka.topics().timesteps() + " cannot be looked up: " + problem, problem);
        }
        if (!complete()) {
            return; // a reader has failed meanwhile, and will come again
        }
        SavedLog saved = log;
        SplitPlan plan = new SplitPlan(kafka, bound, look.extent());
        if (saved == null) {
            assign(plan.fresh(look.begin(kafka.start().from())));
        } else {
            goOn(saved, look, plan);
        }
        log = SavedLog.of(look.extent());
        if (kafka.bounded()) {
            context.registeredReaders().keySet().forEach(context::signalNoMoreSplits);
        } else if (kafka.declaresIdle()) {
            context.registeredReaders().keySet().stream()
                    .filter(reader -> !readers.containsValue(reader))
                    .forEach(reader -> context.sendEventToSourceReader(reader, new NoPartition()));
        }
    }

    private void goOn(SavedLog saved, PartitionLook look, SplitPlan plan) {
        SortedMap<Integer, KafkaPartitionSplit> idle = new TreeMap<>(waiting);
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        assigned.forEach((partition, split) -> {
            if (readers.getOrDefault(partition, UNKNOWN) == UNKNOWN) {
                idle.computeIfAbsent(partition, p -> SplitPlan.readToItsEnd(split));
            } else {
                offsets.put(partition, plan.there(partition).end()); // it is read just now
            }
        });
        idle.forEach((partition, split) -> offsets.put(partition, plan.next(split)));
        Continuation continuation = continuation(saved, offsets, look.extent());
        continuation.notices().forEach(LOG::warn);
        boolean anew = kafka.start().logChanged() == LogChanged.EARLIEST && !saved.isThatOf(look.extent());
        List<KafkaPartitionSplit> splits = new ArrayList<>();
        continuation.offsets().forEach((partition, offset) -> {
            if (idle.containsKey(partition) || !offsets.containsKey(partition)) {
                splits.add(plan.split(partition, offset, anew ? null : idle.get(partition)));
            }
        });
        assign(splits);
    }

    private Continuation continuation(SavedLog saved, SortedMap<Integer, Long> offsets, TopicExtent now) {
        try {
            return Continuation.of(saved, offsets, now, kafka.start().logChanged());
        } catch (ConfigException e) {
            throw new SuppressRestartsException(e);
        }
    }

    private void assign(List<KafkaPartitionSplit> splits) {
        Map<Integer, List<KafkaPartitionSplit>> assignment = new HashMap<>();
        for (KafkaPartitionSplit split : splits) {
            int reader = SplitPlan.reader(split, context.currentParallelism());
            assignment.computeIfAbsent(reader, r -> new ArrayList<>()).add(split);
            assigned.put(split.getPartition(), split);
            readers.put(split.getPartition(), reader);
        }
        waiting.clear();
        if (!assignment.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(assignment));
        }
    }

    /** Looks, now and then, whether the log that is read is still there, and whether it has grown. */
    private void watch(@Nullable PartitionLook look, @Nullable Throwable problem) {
        SavedLog read = log;
        if (look == null) {
            LOG.warn("topic {} cannot be looked up at present", kafka.topics().timesteps(), problem);
            return;
        }
        if (read == null || !complete() || !waiting.isEmpty()) {
            return;
        }
        if (!read.isThatOf(look.extent())) {
            throw new FlinkRuntimeException("topic " + read.topic() + " was created anew while it was read: its log had"
                    + " the ID " + read.id() + " and now has " + look.extent().id());
        }
        List<Integer> fresh = look.extent().partitions().keySet().stream()
                .filter(partition -> !assigned.containsKey(partition))
                .toList();
        if (!fresh.isEmpty()) {
            LOG.warn(Continuation.growth(read.topic(), fresh));
            SplitPlan plan = new SplitPlan(kafka, bound, look.extent());
            assign(fresh.stream().map(plan::fromItsBeginning).toList());
        }
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
        // partitions are handed out unasked
    }

    @Override
    public PartitionState snapshotState(long checkpoint) {
        SavedLog known = log;
        List<KafkaPartitionSplit> read = assigned.values().stream()
                .filter(split -> !waiting.containsKey(split.getPartition()))
                .toList();
        return new PartitionState(known == null ? "" : known.id(), read, waiting.values());
    }

    @Override
    public void close() {
        if (topic != null) {
            topic.close();
        }
    }
}
