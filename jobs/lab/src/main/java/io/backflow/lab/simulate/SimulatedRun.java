package io.backflow.lab.simulate;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a scenario: time, the attempts of the job, and what befalls them. */
final class SimulatedRun {

    private static final long MOST_EVENTS = 200_000_000;

    private final Set<Mutation> without;
    private final EventQueue events = new EventQueue();
    private final ViolationLog log;
    private final StepAudit audit;
    private final TrafficMeter traffic = new TrafficMeter();
    private final SeededDraws timing;
    private final TopicLog topic = new TopicLog(this);
    private final List<Crash> toCome;
    private final List<Attempt> former = new ArrayList<>();
    private Scenario scenario;
    private @Nullable ConfigChange change;
    private Attempt current;
    private @Nullable Checkpoint restorePoint;
    private boolean recovering;
    private long lastProgress;
    private int attempts;

    SimulatedRun(Scenario scenario, Set<Mutation> without, long timing, Consumer<String> trace) {
        this.scenario = scenario;
        this.without = without.isEmpty() ? EnumSet.noneOf(Mutation.class) : EnumSet.copyOf(without);
        this.timing = new SeededDraws(timing, "timing");
        log = new ViolationLog(events, trace);
        audit = new StepAudit(scenario, log);
        toCome = new ArrayList<>(scenario.crashes());
        change = scenario.change();
        current = new Attempt(this, 0, scenario.workers(), null);
    }

    /** Lets all happen until the job has finished, hangs or has broken too much. */
    void run() {
        current.start();
        try {
            while (!current.finished() && !log.hasSeenEnough() && goOn()) {
                // each step is one event
            }
        } catch (RuntimeException e) {
            log.violation(Check.ERRORS, "it throws " + e);
        }
        if (current.finished()) {
            log.event("the job has finished");
            audit.finished(current);
        }
    }

    private boolean goOn() {
        if (events.now() - lastProgress > hangAfter() || events.count() > MOST_EVENTS || !events.step()) {
            log.violation(Check.PROGRESS, "it hangs: " + HangReport.describe(current));
            return false;
        }
        return true;
    }

    /** Far beyond every delay. */
    private long hangAfter() {
        Conditions c = conditions();
        return 1_000_000 + 1000 * (c.hop() + c.back() + c.pace() * c.slowest() + c.training() * c.slowest());
    }

    void progress() {
        lastProgress = events.now();
    }

    /** Something more was read. */
    void read(Attempt attempt) {
        if (attempt != current || toCome.isEmpty()) {
            return;
        }
        double read = attempt.read();
        for (Crash crash : List.copyOf(toCome)) {
            if (read >= crash.read()) {
                toCome.remove(crash);
                events.in(crash.delay(), () -> crash(crash));
            }
        }
    }

    private void crash(Crash crash) {
        if (current.finished()) {
            return;
        }
        Attempt struck = current;
        List<? extends SimulatedTask> party = struck.tasks(crash.party());
        List<? extends SimulatedTask> dying =
                crash.party() == Crash.Party.JOB ? party : List.of(party.get(crash.index() % party.size()));
        dying.forEach(SimulatedTask::die);
        log.event(struck + ": " + (dying.size() == 1 ? dying.get(0) : "everything") + " dies");
        if (!recovering) {
            recovering = true;
            events.in(crash.detection(), () -> recover(struck, crash));
        }
    }

    private void recover(Attempt struck, Crash crash) {
        if (struck.finished()) {
            return;
        }
        recovering = false;
        struck.coordinator().stop();
        stop(struck, crash.lingering());
        former.add(struck);
        current = new Attempt(this, ++attempts, crash.workers(), restorePoint);
        log.event(current + ": " + current.workers() + " workers, session " + current.session() + ", from "
                + (restorePoint == null ? "the beginning" : "checkpoint " + restorePoint.id()));
        progress();
        current.start();
    }

    /** Sources stop at once, and the other tasks after a delay. */
    private void stop(Attempt struck, long lingering) {
        struck.sources().forEach(SimulatedTask::die);
        if (lingering == 0) {
            struck.tasks().forEach(SimulatedTask::die);
        } else {
            struck.tasks().forEach(task -> events.in(delay(lingering), task::die));
        }
    }

    void completed(Attempt attempt, Checkpoint checkpoint) {
        if (attempt == current) {
            log.event(attempt + ": checkpoint " + checkpoint.id() + " is complete");
            restorePoint = checkpoint;
            audit.checkpoint(checkpoint);
            ConfigChange due = change;
            if (due != null && attempt.read() >= due.read()) {
                events.in(0, () -> change(attempt, due));
            }
        }
    }

    /** The last checkpoint is the savepoint; where the change is refused, the job goes on without it. */
    private void change(Attempt stopped, ConfigChange due) {
        Checkpoint savepoint = restorePoint;
        if (stopped != current || recovering || change == null || savepoint == null || stopped.finished()) {
            return;
        }
        change = null;
        stopped.coordinator().stop();
        stopped.tasks().forEach(SimulatedTask::die);
        former.forEach(attempt -> attempt.tasks().forEach(SimulatedTask::die));
        former.add(stopped);
        current = changed(due, savepoint);
        log.event(current + ": " + due.kind().key() + " changed from checkpoint " + savepoint.id());
        progress();
        current.start();
    }

    private Attempt changed(ConfigChange due, Checkpoint savepoint) {
        Scenario before = scenario;
        scenario = before.after(due);
        try {
            Attempt attempt = new Attempt(this, ++attempts, scenario.workers(), savepoint);
            String key = due.kind().key();
            log.check(Check.CONFIGURATION, !due.kind().refused(), () -> "another " + key + " is accepted");
            audit.changed(scenario);
            ClosedRounds.check(log, before, savepoint, attempt);
            return attempt;
        } catch (ConfigException e) {
            String sentence = String.valueOf(e.getMessage());
            boolean right = due.kind().refused() && sentence.contains(due.kind().key());
            log.check(Check.CONFIGURATION, right, () -> due.kind() + " is refused with: " + sentence);
            scenario = before;
            return new Attempt(this, ++attempts, scenario.workers(), savepoint);
        }
    }

    long lastCheckpointId() {
        return restorePoint == null ? 0 : restorePoint.id() + 1000;
    }

    Attempt current() {
        return current;
    }

    Scenario scenario() {
        return scenario;
    }

    Conditions conditions() {
        return scenario.conditions();
    }

    EventQueue events() {
        return events;
    }

    ViolationLog log() {
        return log;
    }

    boolean without(Mutation protection) {
        return without.contains(protection);
    }

    long delay(long mean) {
        return timing.delay(mean);
    }

    /** Whether something happens that does so once in {@code times} times. */
    boolean now(int times) {
        return timing.chance(1.0 / times);
    }

    /** Whether workers follow the topic. */
    boolean followed() {
        return scenario.feedback() == Scenario.Feedback.TOPIC;
    }

    /** A step was dropped because it came too late. */
    void late(int step) {
        audit.late(step);
    }

    long hop() {
        return timing.delay(conditions().hop());
    }

    /** A mean time of the party with this index, of which some are slow. */
    long slowed(long mean, int index) {
        return index % 7 == scenario.seed() % 7 ? mean * conditions().slowest() : mean;
    }

    /** Whether a snapshot is lost on the feedback edge. */
    boolean isLost() {
        return scenario.feedback() != Scenario.Feedback.CO_LOCATED
                && timing.chance(conditions().loss());
    }

    /** Whether something old comes again. */
    boolean isStale() {
        return scenario.feedback() != Scenario.Feedback.CO_LOCATED
                && timing.chance(conditions().stale());
    }

    /** Adds snapshots for {@code worker} that should have come long ago, by {@code feed} and from former sessions. */
    void stale(SimulatedBroadcast feed, int worker, int shard, List<ShardSnapshot> found) {
        if (!isStale()) {
            return;
        }
        feed.addOld(worker, shard, timing, found);
        for (Attempt attempt : former) {
            if (attempt.session() < current.session()
                    && feed == current.feed()
                    && attempt.feed() instanceof SimulatedBroadcast old) {
                old.addOld(worker, shard, timing, found);
            }
        }
    }

    TrafficMeter traffic() {
        return traffic;
    }

    TopicLog topic() {
        return topic;
    }

    /** A unique number. */
    long nonce() {
        return timing.number();
    }

    /** A snapshot as a worker receives it. */
    ShardSnapshot asReceived(ShardSnapshot snapshot) {
        return without(Mutation.SESSION_CHECK) ? Sessions.forged(snapshot) : snapshot;
    }

    /** What the run came to. */
    SimulationResult outcome() {
        return new SimulationResult(
                log.violations(),
                StepAudit.parameters(current, scenario.shards()),
                events.now(),
                events.count(),
                traffic.total());
    }
}
