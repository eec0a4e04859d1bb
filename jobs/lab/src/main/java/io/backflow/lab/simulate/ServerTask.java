package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardServer.Telling;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.server.ShardStateSerializer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps some of the shards, as the pipeline's operator does. */
final class ServerTask extends SimulatedTask {

    /** One shard, and what was told of it. */
    private static final class Shard {
        private final ShardServer server;
        private final ShardState state;
        private final long[] merged;
        private long toldVersion = Long.MIN_VALUE;

        Shard(ShardServer server, ShardState state, int workers) {
            this.server = server;
            this.state = state;
            merged = new long[workers];
        }
    }

    private final TreeMap<Integer, Shard> shards = new TreeMap<>();
    private final @Nullable MergedSteps ledger;

    /**
     * @param states the shards that are here, as this session begins with them
     * @param ledger where the first shard is here
     */
    ServerTask(Attempt attempt, int index, Map<Integer, ShardState> states, @Nullable MergedSteps ledger) {
        super(attempt, "server " + index);
        this.ledger = ledger;
        states.forEach(
                (shard, state) -> shards.put(shard, new Shard(attempt.shardServer(shard), state, attempt.workers())));
    }

    void beginSession() {
        if (!dead()) {
            shards.values().forEach(shard -> tell(shard, Telling.FIRST));
        }
    }

    @Override
    void process(Channel channel, Object element) {
        world().progress();
        TracedContribution parcel = (TracedContribution) element;
        Contribution contribution = parcel.contribution();
        Shard shard = shard(contribution.shard());
        if (ledger != null && contribution.shard() == 0 && contribution.worker() == Contribution.MERGED) {
            ledger.round(contribution.round(), parcel.trained());
        }
        boolean changed = shard.server.accept(shard.state, contribution);
        if (contribution.number() > 0) {
            shard.merged[contribution.worker()] = contribution.number();
        }
        if (world().without(Mutation.FINITE_GUARD) && !Vectors.finite(contribution.values())) {
            Vectors.add(shard.state.values, contribution.values());
        }
        if (ledger != null && contribution.shard() == 0) {
            enter(ledger, shard.state, parcel);
        }
        if (changed) {
            tell(shard, Telling.NEWS);
        }
    }

    private static void enter(MergedSteps ledger, ShardState state, TracedContribution parcel) {
        if (parcel.contribution().worker() == Contribution.MERGED) {
            ledger.close(state.closedRound);
        } else {
            parcel.trained()
                    .forEach(trained ->
                            ledger.enter(trained, parcel.contribution().workers()));
        }
    }

    private void tell(Shard shard, Telling telling) {
        ShardSnapshot told = shard.server.snapshot(shard.state, attempt().nonce(), telling);
        world().witness()
                .check(
                        Vectors.finite(told.values()),
                        () -> this + " tells a version that is not finite: " + told.session() + "/" + told.version()
                                + " of shard " + told.shard());
        world().witness()
                .check(
                        told.version() >= shard.toldVersion,
                        () -> this + " tells version " + told.version() + " of shard " + told.shard() + " after "
                                + shard.toldVersion);
        shard.toldVersion = told.version();
        attempt().feed().tell(this, told);
    }

    /** The round up to which {@code shard} is merged. */
    long closedRound(int shard) {
        return shard(shard).state.closedRound;
    }

    /** The last contribution of {@code worker} that {@code shard} has merged. */
    long merged(int shard, int worker) {
        return shard(shard).merged[worker];
    }

    ShardState state(int shard) {
        return shard(shard).state;
    }

    @Nullable
    MergedSteps ledger() {
        return ledger;
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
        shards.values().forEach(shard -> tell(shard, Telling.LAST));
        finish();
        attempt().serverEnded();
    }

    /** The slots that workers sent before the barrier are all here now. */
    @Override
    void beforeBarrier() {
        shards.values().forEach(shard -> shard.server.settleSlots(shard.state));
    }

    @Override
    Object snapshot() {
        ShardStateSerializer serializer = new ShardStateSerializer();
        Map<Integer, ShardState> copies = new TreeMap<>();
        shards.forEach((index, shard) -> copies.put(index, serializer.copy(shard.state)));
        return new Checkpoint.Shards(copies, ledger == null ? null : ledger.copy());
    }
}
