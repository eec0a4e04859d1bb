package io.backflow.jobs.worker;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.exchange.Travel;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundPart;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.Trained;
import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import io.backflow.jobs.protocol.server.RoundMerger;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.server.ShardStateSerializer;
import io.backflow.model.ParameterLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The shards of one job in memory, with a queue from all workers and one to each. Safe for the workers' threads. */
public final class MemoryServer {

    private static final long PATIENCE_MILLIS = 10_000;

    private final boolean rounds;
    private final int norms;
    private final Sharding sharding;
    private final Encoding encoding;
    private final List<RoundMerger> merging = new ArrayList<>();
    private final List<ShardServer> servers = new ArrayList<>();
    private final List<ShardState> states = new ArrayList<>();
    private final Deque<Contribution> channel = new ArrayDeque<>();
    private final List<Deque<ShardSnapshot>> mail = new ArrayList<>();
    private final long[] clocks;
    private long mostStale;
    private long received;
    private long mostUpdates;

    public MemoryServer(JobConfig config, int workers) {
        this(config, workers, List.of());
    }

    /**
     * Goes on from saved shards.
     *
     * @param saved what {@link #save} returned; none: begins anew
     */
    public MemoryServer(JobConfig config, int workers, List<ShardState> saved) {
        ConfiguredServer setup = new ConfiguredServer(config);
        rounds = config.sync() instanceof SyncConfig.Synchronous;
        sharding = new Sharding(
                ParameterLayout.of(config.model()).size(), config.server().shards());
        encoding = config.server().encoding();
        norms = setup.normSharers();
        clocks = new long[workers];
        Arrays.fill(clocks, Long.MIN_VALUE);
        for (int worker = 0; worker < workers; worker++) {
            mail.add(new ArrayDeque<>());
        }
        for (int shard = 0; shard < sharding.shards(); shard++) {
            ShardServer server = setup.server(shard);
            server.measureStaleness(versions -> mostStale = Math.max(mostStale, versions));
            merging.add(new RoundMerger(shard));
            servers.add(server);
            states.add(saved.isEmpty() ? setup.fresh(shard) : resumed(setup, shard, saved));
            emit(shard, SnapshotKind.FIRST);
        }
    }

    private static ShardState resumed(ConfiguredServer setup, int shard, List<ShardState> saved) {
        ShardState state = saved.get(shard);
        setup.resume(shard, state);
        return state;
    }

    /** The shards as a checkpoint has them. */
    public synchronized List<ShardState> save() {
        settle();
        for (int shard = 0; shard < sharding.shards(); shard++) {
            servers.get(shard).settleSlots(states.get(shard));
        }
        ShardStateSerializer serializer = new ShardStateSerializer();
        return states.stream().map(serializer::copy).toList();
    }

    public synchronized void send(Contribution contribution) {
        channel.add(over(contribution));
        received++;
        if (contribution instanceof Trained trained) {
            mostUpdates = Math.max(mostUpdates, trained.share().totals().updates());
        }
        if (contribution instanceof RoundPart part) {
            clocks[part.sender().worker()] = part.round();
        }
        notifyAll();
    }

    /** Merges one contribution; false where none waits. */
    public synchronized boolean serve() {
        Contribution contribution = channel.poll();
        if (contribution == null) {
            return false;
        }
        if (!rounds) {
            merge(contribution);
            return true;
        }
        for (Contribution merged : merging.get(contribution.shard()).accept(contribution)) {
            merge(merged);
            if (norms > 1 && merged instanceof RoundSum sum) {
                sum.norms(norms).forEach(this::merge);
            }
        }
        return true;
    }

    private Contribution over(Contribution contribution) {
        try {
            return Travel.over(contribution, encoding);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void merge(Contribution contribution) {
        int shard = contribution.shard();
        if (servers.get(shard).accept(states.get(shard), contribution)) {
            emit(shard, SnapshotKind.UPDATE);
        }
    }

    private synchronized void emit(int shard, SnapshotKind kind) {
        ShardState state = states.get(shard);
        ShardServer server = servers.get(shard);
        mail.forEach(box -> box.add(server.snapshot(state, 1, kind)));
        notifyAll();
    }

    /** One snapshot for {@code worker}, or null. */
    public synchronized ShardSnapshot poll(int worker) {
        return mail.get(worker).poll();
    }

    /** One snapshot for {@code worker}; the server works meanwhile, and so may others. */
    public synchronized ShardSnapshot await(int worker) throws InterruptedException {
        long patience = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (mail.get(worker).isEmpty()) {
            if (!serve()) {
                if (System.nanoTime() > patience) {
                    throw new AssertionError(
                            "worker " + worker + " waits for ever at clocks " + Arrays.toString(clocks));
                }
                wait(100);
            }
        }
        return mail.get(worker).remove();
    }

    /** Merges all that was sent. */
    public synchronized void settle() {
        boolean more = true;
        while (more) {
            more = serve();
        }
    }

    /** How often each shard has found that the loss had risen. */
    public synchronized List<DriftAlarms> alarms() {
        return servers.stream().map(ShardServer::alarms).toList();
    }

    /** The round of each worker's last contribution. */
    public synchronized long[] clocks() {
        return clocks.clone();
    }

    /** Contributions that workers have sent. */
    public synchronized long received() {
        return received;
    }

    /** Local steps in the largest contribution. */
    public synchronized long mostUpdates() {
        return mostUpdates;
    }

    /** Versions by which the stalest contribution was behind when it was merged. */
    public synchronized long mostStale() {
        return mostStale;
    }

    public synchronized TrainingTotals totals() {
        return states.get(0).totals;
    }

    public synchronized float[] values() {
        float[] values = new float[sharding.size()];
        for (int shard = 0; shard < sharding.shards(); shard++) {
            System.arraycopy(states.get(shard).values, 0, values, sharding.offset(shard), sharding.length(shard));
        }
        return values;
    }
}
