package io.backflow.jobs;

import io.backflow.jobs.kafka.ScoringProgressDecoder;
import io.backflow.jobs.scorer.ScoringReport;
import io.backflow.jobs.scoring.GateDecision;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.WireException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What a scene's scoring job has written. */
final class ScoringLog implements AutoCloseable {

    /** For each sequence the forecasts by step, oldest record first. */
    final Map<String, TreeMap<Long, List<Prediction>>> predictions = new HashMap<>();

    /** Decisions, oldest first. */
    final List<GateDecision> decisions = new ArrayList<>();

    /** The newest record of the job's state. */
    @Nullable
    ScoringReport newest;

    private final ScoringProgressDecoder decoder = new ScoringProgressDecoder();
    private final TopicTail said;
    private final TopicTail progress;

    ScoringLog(JobScene scene) {
        String broker = scene.config().kafka().bootstrapServers();
        said = new TopicTail(broker, scene.config().kafka().topics().predictions());
        progress = new TopicTail(broker, scene.config().kafka().topics().progress());
    }

    /** Reads on; returns this. */
    ScoringLog read() {
        for (ConsumerRecord<byte[], byte[]> record : said.more()) {
            Prediction prediction = TopicTail.decode(record);
            predictions
                    .computeIfAbsent(prediction.getSequenceId(), id -> new TreeMap<>())
                    .computeIfAbsent(prediction.getStep(), step -> new ArrayList<>())
                    .add(prediction);
        }
        for (ConsumerRecord<byte[], byte[]> record : progress.more()) {
            if (ScoringProgressDecoder.isScoring(record.key())) {
                take(record);
            }
        }
        return this;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            newest = decoder.decode(record.value());
        } catch (WireException e) {
            throw new AssertionError(e);
        }
        if (newest.decision() != null) {
            decisions.add(newest.decision());
        }
    }

    /** Steps that were forecast. */
    long steps() {
        return predictions.values().stream().mapToLong(TreeMap::size).sum();
    }

    /** Such as {@code ADOPTED 3}. */
    List<String> decided() {
        return decisions.stream()
                .map(one -> one.kind() + " " + one.version().version())
                .toList();
    }

    @Override
    public void close() {
        said.close();
        progress.close();
    }
}
