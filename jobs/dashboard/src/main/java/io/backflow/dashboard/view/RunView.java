package io.backflow.dashboard.view;

import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.scorer.ScoringReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is known of a run: readers add to it, viewers ask for its state. Thread-safe; its memory is bounded. */
public final class RunView {

    private static final int REJECTIONS = 50;
    private static final int SCORING_JOBS = 20;
    private static final long NANOS = 1_000_000;

    private final RunInfo info;
    private final LongSupplier nanoTime;
    private final History history = new History();
    private final RecentReports recent = new RecentReports();
    private final Sequences sequences = new Sequences();
    private final Map<String, ScoringView> scoring = new TreeMap<>();
    private final Deque<Rejection> rejections = new ArrayDeque<>();
    private final Map<String, String> problems = new TreeMap<>();
    private final List<Viewer> viewers = new ArrayList<>();
    private @Nullable ProgressReport newest;
    private long readAt;
    private @Nullable FlinkView flink;
    private Lag committed = Lag.NOT_KNOWN;

    /** @param nanoTime a clock such as {@code System::nanoTime} */
    public RunView(RunInfo info, LongSupplier nanoTime) {
        this.info = info;
        this.nanoTime = nanoTime;
    }

    /**
     * The newest report of the training job.
     *
     * @param ageMillis how old it is now; 0: it was read as it came
     */
    public synchronized void add(ProgressReport report, long ageMillis) {
        newest = report;
        readAt = nanoTime.getAsLong() - ageMillis * NANOS;
        Sample sample = new Sample(report, lag().records());
        history.add(sample);
        recent.add(sample);
    }

    /** The newest report of a scoring job. */
    public synchronized void add(String job, ScoringReport report) {
        ScoringView before = scoring.get(job);
        if (before != null || scoring.size() < SCORING_JOBS) {
            scoring.put(job, ScoringView.of(job, report, before == null ? null : before.decision()));
        }
    }

    /** A rejected record. */
    public synchronized void add(Rejection rejection) {
        rejections.addFirst(rejection);
        if (rejections.size() > REJECTIONS) {
            rejections.removeLast();
        }
    }

    /** A record of the topic {@code predictions}. */
    public synchronized void add(SequenceRecord record) {
        sequences.add(record, watched());
    }

    /** How many further records of the topic {@code predictions} were left out, because they are too many to read. */
    public synchronized void skipped(long more) {
        sequences.skipped(more);
    }

    /** What Flink reports now; null: nothing. */
    public synchronized void flink(@Nullable FlinkView now) {
        flink = now;
    }

    /** How far the committed offsets are behind; NaN: not known. */
    public synchronized void committedLag(double records) {
        committed = Double.isNaN(records) ? Lag.NOT_KNOWN : new Lag(records, Lag.Source.COMMITTED_OFFSETS);
    }

    /** What is wrong with reading {@code source}; null: nothing any more. */
    public synchronized void problem(String source, @Nullable String sentence) {
        if (sentence == null) {
            problems.remove(source);
        } else {
            problems.put(source, sentence);
        }
    }

    /** Admits a viewer who has picked sequences. */
    public synchronized Viewer open(List<String> picked) {
        Viewer viewer = new Viewer(List.copyOf(picked));
        viewers.add(viewer);
        return viewer;
    }

    /** How many watch. */
    public synchronized int viewers() {
        return viewers.size();
    }

    /** The sequences that somebody has picked. */
    public synchronized Set<String> watched() {
        Set<String> watched = new HashSet<>();
        viewers.forEach(viewer -> watched.addAll(viewer.picked));
        return watched;
    }

    private Lag lag() {
        Long pending = flink == null ? null : flink.pending();
        return pending == null ? committed : new Lag(pending, Lag.Source.FLINK);
    }

    private synchronized RunState state(Viewer viewer) {
        Curves curves = history.since(viewer.seen);
        viewer.seen = curves.seen();
        ProgressReport report = newest;
        TrainingView training =
                report == null ? null : TrainingView.of(report, (nanoTime.getAsLong() - readAt) / NANOS, recent);
        RunState.Jobs jobs =
                new RunState.Jobs(training, List.copyOf(scoring.values()), flink, lag(), List.copyOf(rejections));
        return new RunState(info, jobs, curves, sequences.view(viewer.picked), new TreeMap<>(problems));
    }

    private synchronized void leave(Viewer viewer) {
        viewers.remove(viewer);
    }

    /** One who watches; to be closed. Not thread-safe. */
    public final class Viewer implements AutoCloseable {

        private final List<String> picked;
        private Seen seen = Seen.NOTHING;

        private Viewer(List<String> picked) {
            this.picked = picked;
        }

        /** How the run stands now, with those points of the curves that this viewer has not had. */
        public RunState state() {
            return RunView.this.state(this);
        }

        @Override
        public void close() {
            leave(this);
        }
    }
}
