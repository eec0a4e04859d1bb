package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.Trained;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.protocol.server.SnapshotDelivery;
import io.backflow.jobs.server.ShardStateSerializer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps some of the shards, as the pipeline's operator does. */
final class ServerTask extends SimulatedTask {

    /** One shard, and its emitted snapshots. */
    private static final class Shard {
        private final ShardServer server;
        private final ShardState state;
        private final SnapshotDelivery delivery;
        private final long[] merged;
        private final TrafficMeter.Shard traffic;
        private final Map<Long, Long> bits = new HashMap<>();
        private long emittedVersion = Long.MIN_VALUE;
        private boolean refreshSet;

        Shard(ShardServer server, ShardState state, SnapshotDelivery delivery, int workers) {
            this.server = server;
            this.state = state;
            this.delivery = delivery;
            traffic = new TrafficMeter.Shard(workers);
            merged = new long[workers];
        }
    }

    /** After how many mean delays of a forward channel a worker that contributes nothing is brought what is newest. */
    private static final int REFRESH_HOPS = 10;

    private final TreeMap<Integer, Shard> shards = new TreeMap<>();
    private final @Nullable MergedSteps merged;
    private boolean begun;
    private boolean ended;

    /**
     * @param states the shards that are here, as this session begins with them
     * @param merged where the first shard is here
     */
    ServerTask(Attempt attempt, int index, Map<Integer, ShardState> states, @Nullable MergedSteps merged) {
        super(attempt, "server " + index);
        this.merged = merged;
        states.forEach((shard, state) -> shards.put(shard, shard(attempt, attempt.shardServer(shard), state)));
    }

    private static Shard shard(Attempt attempt, ShardServer server, ShardState state) {
        long refreshAfter = REFRESH_HOPS * attempt.run().conditions().hop();
        SnapshotDelivery delivery = new SnapshotDelivery(server, attempt.nonce(), refreshAfter);
        return new Shard(server, state, delivery, attempt.workers());
    }

    void beginSession() {
        if (!dead()) {
            shards.values().forEach(shard -> emit(shard, SnapshotKind.FIRST));
            begun = true;
            work();
        }
    }

    /** As in the pipeline, the snapshots that the session begins with go before all that comes in. */
    @Override
    boolean mayWork() {
        return super.mayWork() && begun;
    }

    @Override
    void process(Channel channel, Object element) {
        run().progress();
        TracedContribution traced = (TracedContribution) element;
        Contribution contribution = traced.contribution();
        Shard shard = shard(contribution.shard());
        if (merged != null && contribution instanceof RoundSum sum && sum.shard() == 0) {
            merged.round(sum.round(), traced.trained());
        }
        shard.traffic.received(contribution);
        boolean changed = shard.server.accept(shard.state, contribution);
        if (contribution instanceof WorkerUpdate update) {
            shard.merged[update.sender().worker()] = update.number();
        }
        if (run().without(Mutation.FINITE_GUARD)) {
            addNonFinite(shard.state, contribution);
        }
        if (merged != null && contribution.shard() == 0) {
            if (contribution instanceof WorkerSlots same && !same.slots().hasValues()) {
                merged.sameSlots(traced.moments());
            } else {
                merged.slots(traced.moments());
            }
            enter(merged, shard.state, traced);
        }
        if (changed) {
            answer(shard, contribution);
        }
    }

    private void answer(Shard shard, Contribution contribution) {
        if (!run().followed() && contribution instanceof WorkerUpdate update) {
            emit(
                    shard,
                    shard.delivery.answer(shard.state, update, run().events().now()));
            setRefresh(shard);
        } else {
            emit(shard, SnapshotKind.UPDATE);
        }
    }

    private void setRefresh(Shard shard) {
        if (shard.refreshSet) {
            return;
        }
        long wait = shard.delivery.refreshIn(shard.state, run().events().now());
        if (wait >= 0) {
            shard.refreshSet = true;
            run().events().in(wait, () -> refresh(shard));
        }
    }

    private void refresh(Shard shard) {
        shard.refreshSet = false;
        if (!dead() && !ended) {
            for (ShardSnapshot late :
                    shard.delivery.refresh(shard.state, run().events().now())) {
                shard.traffic.refreshed();
                emit(shard, late);
            }
            setRefresh(shard);
        }
    }

    private static void addNonFinite(ShardState state, Contribution contribution) {
        Change change =
                contribution instanceof Trained trained ? trained.share().change() : null;
        if (change != null && !Vectors.finite(change.values())) {
            Vectors.add(state.values, change.values());
        }
    }

    private static void enter(MergedSteps merged, ShardState state, TracedContribution traced) {
        if (traced.contribution() instanceof WorkerUpdate update) {
            int workers = update.sender().workers();
            traced.trained().forEach(trained -> merged.enter(trained, workers));
        } else {
            merged.close(state.closedRound);
        }
    }

    /** Workers that follow the topic get all from the publisher. */
    private void emit(Shard shard, SnapshotKind kind) {
        emit(
                shard,
                run().followed()
                        ? shard.server.snapshot(shard.state, attempt().nonce(), kind)
                        : shard.delivery.toAll(shard.state, kind, run().events().now()));
    }

    private void emit(Shard shard, ShardSnapshot emitted) {
        run().log()
                .check(
                        Check.FINITE,
                        Vectors.finite(emitted.content().packed()),
                        () -> this + " emits a version that is not finite: " + emitted.session() + "/"
                                + emitted.version() + " of shard " + emitted.shard());
        run().log()
                .check(
                        Check.VERSIONS,
                        emitted.version() >= shard.emittedVersion,
                        () -> this + " emits version " + emitted.version() + " of shard " + emitted.shard() + " after "
                                + shard.emittedVersion);
        shard.emittedVersion = emitted.version();
        shard.bits.put(emitted.version(), VersionBits.of(shard.state.values));
        run().traffic().emitted(this, shard.traffic, emitted);
        attempt().feed().emit(this, emitted);
    }

    /** The round up to which {@code shard} is merged. */
    long closedRound(int shard) {
        return shard(shard).state.closedRound;
    }

    /** The last contribution of {@code worker} that {@code shard} has merged. */
    long merged(int shard, int worker) {
        return shard(shard).merged[worker];
    }

    /** The bits of {@code version} of {@code shard} as they were emitted; null: it was not. */
    @Nullable
    Long bits(int shard, long version) {
        return shard(shard).bits.get(version);
    }

    ShardState state(int shard) {
        return shard(shard).state;
    }

    @Nullable
    MergedSteps merged() {
        return merged;
    }

    private Shard shard(int index) {
        Shard shard = shards.get(index);
        if (shard == null) {
            throw new IllegalStateException("shard " + index + " is not on " + this);
        }
        return shard;
    }

    @Override
    void endInput() {
        ended = true;
        shards.values().forEach(shard -> emit(shard, SnapshotKind.LAST));
        finish();
        attempt().serverEnded();
    }

    /** The slots that workers sent before the barrier are all here now. */
    @Override
    void beforeBarrier() {
        shards.values().forEach(shard -> shard.server.settleSlots(shard.state));
        if (merged != null) {
            merged.settleSlots();
        }
    }

    @Override
    Object snapshot() {
        ShardStateSerializer serializer = new ShardStateSerializer();
        Map<Integer, ShardState> copies = new TreeMap<>();
        shards.forEach((index, shard) -> copies.put(index, serializer.copy(shard.state)));
        return new Checkpoint.Shards(copies, merged == null ? null : merged.copy());
    }
}
