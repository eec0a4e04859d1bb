package io.backflow.lab.growth;

import io.backflow.jobs.exchange.ContributionType;
import io.backflow.jobs.exchange.SnapshotType;
import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.server.DeltaUpdate;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.protocol.server.SnapshotDelivery;
import io.backflow.model.optimizer.Sgd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Asynchronous workers at checkpoints, with the server's own rules and the pipeline's own serializers. One value stands
 * for a whole shard: its bytes are counted and not allocated.
 */
final class SimulatedEdge {

    /** Shards of a model of 100 MB that stay below 5 MiB. */
    private static final int SHARDS = 20;

    private static final long PATIENCE = 1000;

    private final int workers;
    private final long modelBytes;
    private final List<ShardServer> servers = new ArrayList<>();
    private final List<ShardState> states = new ArrayList<>();
    private final List<SnapshotDelivery> deliveries = new ArrayList<>();
    private final TypeSerializer<Contribution> contributions =
            ContributionType.of(Encoding.FLOAT32).createSerializer(new SerializerConfigImpl());
    private final TypeSerializer<ShardSnapshot> snapshots =
            SnapshotType.get().createSerializer(new SerializerConfigImpl());
    private final DataOutputSerializer out = new DataOutputSerializer(256);
    private long up;
    private long down;

    private SimulatedEdge(int workers, long modelBytes) {
        this.workers = workers;
        this.modelBytes = modelBytes;
        for (int shard = 0; shard < SHARDS; shard++) {
            ShardServer server = new ShardServer(shard, 1, new DeltaUpdate(new Sgd(), 1));
            servers.add(server);
            states.add(new ShardState(new float[1], new float[0], new float[1]));
            deliveries.add(new SnapshotDelivery(server, 1, PATIENCE));
            deliveries.get(shard).toAll(states.get(shard), SnapshotKind.FIRST, 0);
        }
    }

    /** One checkpoint to which all of {@code workers} contribute, and one to which none does. */
    static EdgeRow row(int workers, long modelBytes) {
        SimulatedEdge edge = new SimulatedEdge(workers, modelBytes);
        edge.checkpoint(1, new Share(new Change(new float[] {1f}, 0), workers, TrainingTotals.ZERO), new float[1]);
        long up = edge.up;
        long down = edge.down;
        edge.refresh();
        long late = edge.down - down;
        edge.up = 0;
        edge.down = 0;
        edge.checkpoint(2, Share.NONE, new float[0]);
        return new EdgeRow(false, workers, modelBytes, edge.up + edge.down, up, down, late, Double.NaN, Double.NaN);
    }

    /** Every worker sends what it has learnt and its slots; {@link Share#NONE} where it has to be acknowledged. */
    private void checkpoint(long number, Share share, float[] slots) {
        for (int worker = 0; worker < workers; worker++) {
            for (int shard = 0; shard < SHARDS; shard++) {
                WorkerUpdate update = new WorkerUpdate(shard, new Sender(worker, workers), number, share);
                up += bytes(contributions, update, share.hasValues() ? 1 : 0);
                WorkerSlots message = new WorkerSlots(shard, new Slots(slots, number));
                up += bytes(contributions, message, slots.length);
                servers.get(shard).accept(states.get(shard), message);
                if (servers.get(shard).accept(states.get(shard), update)) {
                    send(deliveries.get(shard).answer(states.get(shard), update, number));
                }
            }
        }
        for (int shard = 0; shard < SHARDS; shard++) {
            servers.get(shard).settleSlots(states.get(shard));
        }
    }

    private void refresh() {
        for (int shard = 0; shard < SHARDS; shard++) {
            deliveries.get(shard).refresh(states.get(shard), 2 * PATIENCE).forEach(this::send);
        }
    }

    private void send(ShardSnapshot snapshot) {
        int receivers = snapshot.worker() == ShardSnapshot.EVERYBODY ? workers : 1;
        down += receivers * bytes(snapshots, snapshot, snapshot.size());
    }

    /** Of {@code message}, in which each of {@code values} stands for a shard. */
    private <T> long bytes(TypeSerializer<T> serializer, T message, int values) {
        out.clear();
        try {
            serializer.serialize(message, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.length() + values * (modelBytes / SHARDS - Float.BYTES);
    }
}
