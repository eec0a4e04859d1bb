package io.backflow.jobs.trainer;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.sequence.HorizonMemory;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.server.ShardStateSerializer;
import io.backflow.jobs.worker.MemoryServer;
import io.backflow.jobs.worker.MemoryWindows;
import io.backflow.jobs.worker.MemoryWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A worker and its server in memory, with the stream's watermarks. What it saves are the bytes that Flink would get,
 * and it may go on from them under another configuration.
 */
final class MemoryJob implements AutoCloseable {

    private final JobConfig config;
    private final MemoryServer server;
    private final MemoryWorker worker;
    private long openRound = Rounds.NONE;
    private long watermark = Long.MIN_VALUE;

    /** A savepoint. */
    record Saved(List<byte[]> shards, Map<String, byte[]> sequences, Map<String, MemoryWindows.Saved> windows) {

        /** The same as former builds wrote it: nothing says what it was made with. */
        Saved withoutSettings() {
            List<byte[]> older = new ArrayList<>();
            for (byte[] shard : shards) {
                ShardState state = read(new ShardStateSerializer(), shard);
                state.settings = "";
                state.roundMillis = 0;
                older.add(written(new ShardStateSerializer(), state));
            }
            return new Saved(older, sequences, windows);
        }
    }

    MemoryJob(JobConfig config) {
        this.config = config;
        server = new MemoryServer(config, 1);
        worker = new MemoryWorker(config, server, 0, 1);
    }

    /** Goes on from {@code saved}. */
    MemoryJob(JobConfig config, Saved saved) {
        this.config = config;
        List<ShardState> shards = new ArrayList<>();
        saved.shards().forEach(bytes -> shards.add(read(new ShardStateSerializer(), bytes)));
        Map<String, SequenceState> sequences = new TreeMap<>();
        saved.sequences().forEach((id, bytes) -> sequences.put(id, read(new SequenceStateSerializer(), bytes)));
        server = new MemoryServer(config, 1, shards);
        worker = new MemoryWorker(config, server, 0, 1);
        saved.windows().forEach(worker.keptWindows()::restore);
        worker.restore(sequences);
    }

    /** Takes steps in the order of their event times. */
    void take(List<Step> steps) throws InterruptedException {
        for (Step step : steps) {
            if (config.sync() instanceof SyncConfig.Synchronous sync) {
                endRoundsBefore(step, new Rounds(sync.round().toMillis()));
            }
            worker.take(step);
        }
        while (server.serve() || worker.listen()) {
            worker.advance();
        }
    }

    private void endRoundsBefore(Step step, Rounds rounds) throws InterruptedException {
        long round = rounds.of(step.eventTime());
        if (round > openRound) {
            openRound = round;
            watermark = round * rounds.millis() - 1;
            worker.watermark(watermark);
        }
    }

    Saved save() {
        worker.worker().barrier();
        List<byte[]> shards = server.save().stream()
                .map(shard -> written(new ShardStateSerializer(), shard))
                .toList();
        Map<String, byte[]> sequences = new TreeMap<>();
        worker.states().forEach((id, state) -> sequences.put(id, written(new SequenceStateSerializer(), state)));
        return new Saved(shards, sequences, worker.keptWindows().saved());
    }

    /** The input is over. */
    void end() throws InterruptedException {
        worker.end();
        server.settle();
    }

    /** What was trained since the run began. */
    TrainingTotals trained() {
        server.settle();
        return server.totals();
    }

    /** Steps that wait: early, for a full window, for their round or minibatch, or for their sequence's end. */
    List<Step> pending() {
        List<Step> pending = new ArrayList<>();
        for (SequenceState state : worker.states().values()) {
            pending.addAll(state.early.values());
            pending.addAll(state.byTime == null ? List.of() : state.byTime.waiting());
            pending.addAll(state.open);
            state.ready.stream().map(Window::steps).forEach(pending::addAll);
            state.horizon.parts.stream().map(HorizonMemory.Part::steps).forEach(pending::addAll);
        }
        return pending;
    }

    /** Sequences with a window whose round is over, or that make a full minibatch, and which still waits. */
    List<String> overdue() {
        boolean rounds = config.sync() instanceof SyncConfig.Synchronous;
        List<String> waiting = worker.states().entrySet().stream()
                .filter(entry -> entry.getValue().ready.stream()
                        .anyMatch(window -> !rounds || window.completedAt() <= watermark))
                .map(Map.Entry::getKey)
                .toList();
        return rounds || waiting.size() >= config.batch().size() ? waiting : List.of();
    }

    private static <T> byte[] written(TypeSerializer<T> serializer, T state) {
        DataOutputSerializer out = new DataOutputSerializer(64);
        try {
            serializer.serialize(state, out);
            return out.getCopyOfBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(TypeSerializer<T> serializer, byte[] bytes) {
        try {
            return serializer.deserialize(new DataInputDeserializer(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
