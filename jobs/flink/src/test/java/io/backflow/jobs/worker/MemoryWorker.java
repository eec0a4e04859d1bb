package io.backflow.jobs.worker;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.window.Outliers;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowTrainer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A worker without Flink: sequences in a map, a training loop, and a {@link MemoryServer} to talk to. */
public final class MemoryWorker implements WorkerContext, AutoCloseable {

    private static final int GROUPS = 128;

    private final MemoryServer server;
    private final int index;
    private final int workers;
    private final int stateSize;
    private final WindowTrainer trainer;
    private final SequenceWorker worker;
    private final TreeMap<String, SequenceState> sequences = new TreeMap<>();
    private final MemoryWindows windows = new MemoryWindows();
    private Consumer<PrequentialPrediction> listener = scored -> {};
    private @Nullable Consumer<Step> losses;
    private @Nullable BiConsumer<StepLabel, LabelVerdict> lostLabels;
    private final TreeSet<Timer> timers =
            new TreeSet<>(Comparator.comparingLong(Timer::time).thenComparing(Timer::sequence));
    private int mostInFlight;
    private long reads;

    /** A sequence is to be looked after at event time {@code time}. */
    private record Timer(long time, String sequence) {}

    public MemoryWorker(JobConfig config, MemoryServer server, int index, int workers) {
        this.server = server;
        this.index = index;
        this.workers = workers;
        stateSize = config.model().stateSize();
        trainer = ConfiguredWorker.windowTrainer(config);
        worker = new SequenceWorker(config, this, trainer);
    }

    /** Continues with sequences that were saved under this or another configuration. */
    public void restore(Map<String, SequenceState> saved) {
        sequences.putAll(saved);
        saved.forEach((id, state) -> {
            if (state.timer != LifetimeRule.NEVER) {
                registerTimer(id, state.timer);
            }
            worker.restore(id, state);
        });
    }

    /** What is kept to be replayed; to be restored before the sequences are. */
    public MemoryWindows keptWindows() {
        return windows;
    }

    /** The states of all sequences, by ID. */
    public Map<String, SequenceState> states() {
        return sequences;
    }

    /** Takes a step or a label. */
    public void take(Arrival arrival) throws InterruptedException {
        worker.accept(arrival);
        advance();
    }

    public void watermark(long time) throws InterruptedException {
        while (!timers.isEmpty() && timers.first().time() <= time) {
            Timer timer = timers.pollFirst();
            if (sequences.containsKey(timer.sequence())) {
                worker.onTimer(timer.sequence(), timer.time());
                advance();
            }
        }
        worker.watermark(time);
        advance();
    }

    /** The input is over. */
    public void end() throws InterruptedException {
        watermark(Long.MAX_VALUE);
        worker.endInput();
        advance();
        worker.finish();
    }

    public void advance() throws InterruptedException {
        for (Turn turn = worker.advance(); turn != Turn.DONE; turn = worker.advance()) {
            if (turn == Turn.WAITING) {
                worker.parameters(server.await(index));
            } else {
                while (listen()) {
                    // all that has come meanwhile
                }
            }
        }
    }

    public SequenceWorker worker() {
        return worker;
    }

    /** Windows that counted less than others. */
    public Outliers outliers() {
        return trainer.outliers();
    }

    /** Takes over one snapshot if there is one. */
    public boolean listen() {
        ShardSnapshot snapshot = server.poll(index);
        if (snapshot != null) {
            worker.parameters(snapshot);
        }
        return snapshot != null;
    }

    /** How often the state of a sequence was read. */
    public long reads() {
        return reads;
    }

    public int mostInFlight() {
        return mostInFlight;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public KeyGroups keyGroups() {
        return new KeyGroups(GROUPS, id -> Math.floorMod(id.hashCode() * 0x9E3779B9 >>> 7, GROUPS));
    }

    /** Whether a job would give the sequence to this worker. */
    public boolean owns(String id) {
        return keyGroups().of().applyAsInt(id) * workers() / GROUPS == index();
    }

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public SequenceState sequence(String id) {
        reads++;
        SequenceState state = sequences.get(id);
        return state == null ? new SequenceState(stateSize) : state;
    }

    @Override
    public void keep(String id, SequenceState state) {
        if (state.disposable()) {
            sequences.remove(id);
            windows.clear(id);
        } else {
            sequences.put(id, state);
        }
    }

    @Override
    public void send(Contribution contribution) {
        server.send(contribution);
        mostInFlight = Math.max(mostInFlight, worker.inFlight());
    }

    @Override
    public List<String> sequences() {
        return List.copyOf(sequences.keySet());
    }

    @Override
    public KeptWindows windows() {
        return windows;
    }

    @Override
    public void registerTimer(String id, long time) {
        timers.add(new Timer(time, id));
    }

    @Override
    public void deleteTimer(String id, long time) {
        timers.remove(new Timer(time, id));
    }

    @Override
    public void late(Step step, Verdict verdict) {
        if (losses == null) {
            throw new AssertionError(verdict + ": " + step);
        }
        losses.accept(step);
    }

    @Override
    public void lost(StepLabel label, LabelVerdict verdict) {
        if (lostLabels == null) {
            throw new AssertionError(verdict + ": " + label);
        }
        lostLabels.accept(label, verdict);
    }

    @Override
    public void warn(String sentence) {
        if (losses == null) {
            throw new AssertionError(sentence);
        }
    }

    @Override
    public void scored(PrequentialPrediction scored) {
        listener.accept(scored);
    }

    /** Passes steps that come too late to {@code late}; without this call neither they nor warnings are expected. */
    public void expectLosses(Consumer<Step> late) {
        losses = late;
    }

    /** Passes labels that are dropped to {@code lost}; without this call none is expected. */
    public void expectLostLabels(BiConsumer<StepLabel, LabelVerdict> lost) {
        lostLabels = lost;
    }

    /** Passes every prediction from now on to {@code listener}. */
    public void listenTo(Consumer<PrequentialPrediction> listener) {
        this.listener = listener;
    }

    @Override
    public void close() {
        trainer.close();
    }
}
