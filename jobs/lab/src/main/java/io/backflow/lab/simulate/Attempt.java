package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.sequence.StepHash;
import io.backflow.jobs.server.ShardStateSerializer;
import io.backflow.jobs.trainer.SequenceStateSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One execution of the job: its tasks, joined as the pipeline joins them, from a checkpoint or from nothing. */
final class Attempt {

    private final SimulatedRun run;
    private final int number;
    private final int workers;
    private final long nonce;
    private final ConfiguredServer setup;
    private final SimulatedFeedback feed;
    private final @Nullable PublisherTask publisher;
    private final Coordinator coordinator = new Coordinator(this);
    private final List<SourceTask> sources = new ArrayList<>();
    private final List<TrainerTask> trainers = new ArrayList<>();
    private final List<MergeTask> merges = new ArrayList<>();
    private final List<ServerTask> servers = new ArrayList<>();
    private final AlignedReaders readers;
    private final Moments moments;
    private int endedServers;

    /** @param from where it goes on; null: from the beginning */
    Attempt(SimulatedRun run, int number, int workers, @Nullable Checkpoint from) {
        this.run = run;
        this.number = number;
        this.workers = workers;
        moments = from == null ? Moments.FRESH : from.merged().moments();
        nonce = new SeededDraws(run.scenario().seed(), "nonce " + number).number();
        setup = new ConfiguredServer(run.scenario().config());
        boolean topic = run.scenario().feedback() == Scenario.Feedback.TOPIC;
        publisher = topic ? new PublisherTask(this) : null;
        feed = topic
                ? new SimulatedTopic(run)
                : new SimulatedBroadcast(run, run.scenario().shards(), workers);
        for (int index = 0; index < run.scenario().servers(); index++) {
            serve(index, from);
        }
        for (int index = 0; index < workers; index++) {
            trainers.add(new TrainerTask(this, index));
        }
        for (int partition = 0;
                partition < run.scenario().recording().partitions().size();
                partition++) {
            sources.add(new SourceTask(this, from == null ? Checkpoint.fresh(partition) : from.read(partition)));
        }
        readers = new AlignedReaders(run, sources);
        connect();
        if (from != null) {
            restore(from);
        }
    }

    private void serve(int index, @Nullable Checkpoint from) {
        Map<Integer, ShardState> states = new TreeMap<>();
        for (int shard = index;
                shard < run.scenario().shards();
                shard += run.scenario().servers()) {
            states.put(shard, from == null ? setup.fresh(shard) : restored(from.shards(), shard));
        }
        MergedSteps merged =
                from == null ? new MergedSteps(run.scenario()) : from.merged().copy();
        servers.add(new ServerTask(this, index, states, index == 0 ? merged : null));
        if (run.scenario().synchronous()) {
            merges.add(new MergeTask(this, index));
        }
    }

    private ShardState restored(Map<Integer, ShardState> shards, int shard) {
        ShardState kept = shards.get(shard);
        if (kept == null) {
            throw new IllegalStateException("a checkpoint without shard " + shard);
        }
        ShardState state = new ShardStateSerializer().copy(kept);
        setup.resume(shard, state);
        return state;
    }

    private void connect() {
        for (TrainerTask trainer : trainers) {
            sources.forEach(source -> source.connect(trainer));
            (merges.isEmpty() ? servers : merges).forEach(trainer::connect);
        }
        merges.forEach(merge -> servers.forEach(merge::connect));
        if (publisher != null) {
            trainers.forEach(trainer -> trainer.connect(publisher));
            servers.forEach(server -> server.connect(publisher));
        }
    }

    private void restore(Checkpoint from) {
        SequenceStateSerializer serializer = new SequenceStateSerializer();
        trainers.forEach(trainer -> trainer.restore(from.timerTime()));
        from.windows().forEach((id, saved) -> trainers.get(owner(id)).restore(id, saved));
        from.sequences().forEach((id, state) -> trainers.get(owner(id)).restore(id, serializer.copy(state)));
    }

    void start() {
        for (ServerTask server : servers) {
            run.events().in(run.hop(), server::beginSession);
        }
        trainers.forEach(TrainerTask::start);
        trainers.forEach(feed::subscribe);
        sources.forEach(SourceTask::start);
        readers.start();
        coordinator.start();
    }

    SimulatedRun run() {
        return run;
    }

    AlignedReaders readers() {
        return readers;
    }

    Coordinator coordinator() {
        return coordinator;
    }

    int workers() {
        return workers;
    }

    /** The workers' moments as this attempt began with them. */
    Moments moments() {
        return moments;
    }

    long nonce() {
        return nonce;
    }

    long session() {
        return servers.get(0).state(0).session;
    }

    int taskCount() {
        return sources.size() + trainers.size() + merges.size() + servers.size() + (publisher == null ? 0 : 1);
    }

    void acknowledge(SimulatedTask task, long checkpoint, @Nullable Object part) {
        coordinator.acknowledge(task, checkpoint, part);
    }

    SimulatedFeedback feed() {
        return feed;
    }

    /** Something more was read. */
    void progressRead() {
        run.read(this);
    }

    /** A worker has accepted {@code snapshot}. */
    void accepted(TrainerTask worker, ShardSnapshot snapshot) {
        run.log()
                .check(
                        Check.SNAPSHOTS,
                        snapshot.id().nonce() == nonce,
                        () -> worker + " of " + this + ", session " + session() + ", accepts version "
                                + snapshot.version() + " of session " + snapshot.session() + " by another server");
    }

    /** Whether the {@code bits} of a worker's copy are those with which {@code snapshot}'s version was emitted. */
    void applied(TrainerTask worker, ShardSnapshot snapshot, long bits) {
        Long emitted = servers.get(server(snapshot.shard())).bits(snapshot.shard(), snapshot.version());
        run.log()
                .check(
                        Check.SNAPSHOTS,
                        emitted == null || emitted == bits,
                        () -> worker + " has other values than its server under version " + snapshot.version()
                                + " of shard " + snapshot.shard());
    }

    /** Which worker has the sequence. */
    int owner(String id) {
        return (int) Long.remainderUnsigned(StepHash.ofSequence(id), workers);
    }

    /** Which server, and which merging before it, has the shard. */
    int server(int shard) {
        return shard % run.scenario().servers();
    }

    int normSharers() {
        return setup.normSharers();
    }

    ShardServer shardServer(int shard) {
        return setup.server(shard);
    }

    ShardState state(int shard) {
        return servers.get(server(shard)).state(shard);
    }

    /** The round up to which the servers have really merged all shards. */
    long closedRound() {
        long closed = Long.MAX_VALUE;
        for (int shard = 0; shard < run.scenario().shards(); shard++) {
            closed = Math.min(closed, state(shard).closedRound);
        }
        return closed;
    }

    /** The last contribution of {@code worker} that the servers have really merged into all shards. */
    long merged(int worker) {
        long merged = Long.MAX_VALUE;
        for (int shard = 0; shard < run.scenario().shards(); shard++) {
            merged = Math.min(merged, servers.get(server(shard)).merged(shard, worker));
        }
        return merged;
    }

    MergedSteps merged() {
        MergedSteps merged = servers.get(0).merged();
        if (merged == null) {
            throw new IllegalStateException("the first server keeps the record of merged steps");
        }
        return merged;
    }

    /** Share of the input that the sources have read. */
    double read() {
        double read = sources.stream().mapToInt(SourceTask::position).sum();
        return read / Math.max(1, run.scenario().recording().records());
    }

    void serverEnded() {
        endedServers++;
    }

    boolean finished() {
        return endedServers == servers.size();
    }

    List<SourceTask> sources() {
        return sources;
    }

    List<? extends SimulatedTask> tasks(Crash.Party party) {
        return switch (party) {
            case SOURCE -> sources;
            case WORKER -> trainers;
            case MERGE -> merges.isEmpty() ? servers : merges;
            case SERVER -> servers();
            case JOB -> tasks();
        };
    }

    private List<SimulatedTask> servers() {
        return publisher == null
                ? List.copyOf(servers)
                : Stream.concat(servers.stream(), Stream.of(publisher)).toList();
    }

    List<SimulatedTask> tasks() {
        return Stream.of(sources, trainers, merges, servers())
                .<SimulatedTask>flatMap(List::stream)
                .toList();
    }

    @Override
    public String toString() {
        return "attempt " + number;
    }
}
