package io.backflow.lab.simulate;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.OuterConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.config.TargetConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a seed decides before anything runs.
 *
 * @param feedback how snapshots come back
 * @param servers subtasks of the parameter server
 * @param nonFinite which steps make a gradient that is not finite
 * @param change of the configuration across a savepoint; null: none
 * @param readers which of them are silent for a while, and how they are aligned
 */
record Scenario(
        long seed,
        int workers,
        JobConfig config,
        Problem problem,
        Recording recording,
        Conditions conditions,
        List<Crash> crashes,
        Feedback feedback,
        int servers,
        NonFiniteFaults nonFinite,
        @Nullable ConfigChange change,
        ReaderPlan readers) {

    /** Parameters of the model in {@link JobSettings}. */
    static final int PARAMETERS = 22;

    /** How snapshots come back. */
    enum Feedback {
        /** In order, the newest only, from the server of the same attempt. */
        CO_LOCATED,
        /** Late, in any order, twice or not at all, and from servers of former attempts too. */
        DATAGRAMS,
        /**
         * By the topic, of which workers accept what answers their join; missed, found again, also from former
         * attempts.
         */
        TOPIC
    }

    static Scenario draw(long seed, int workers) {
        JobSettings settings = JobSettings.draw(new SeededDraws(seed, "settings"), seed, workers);
        SeededDraws draws = new SeededDraws(seed, "scenario");
        int rounds = draws.between(3, 8);
        int partitions = draws.between(1, Math.min(4, workers));
        int longest = workers > 100 ? 6 : draws.pick(4, 12, 40);
        int sequences = Math.max(1, (int) (workers * draws.pick(0.5, 1.0, 2.0)));
        RecordingPlan.Size size = new RecordingPlan.Size(sequences, longest, partitions, rounds);
        Problem problem = Regression.draw(new SeededDraws(seed, "problem"), PARAMETERS - settings.shards());
        JobConfig config = JobConfig.parse(settings.yaml());
        RecordingPlan plan = new RecordingPlan(
                config,
                problem,
                new EpisodePlan(new SeededDraws(seed, "episodes")),
                ClockPlan.draw(new SeededDraws(seed, "clocks")),
                new SeededDraws(seed, "late"));
        Recording recording = plan.draw(new SeededDraws(seed, "recording"), size);
        Conditions conditions = Conditions.draw(new SeededDraws(seed, "conditions"), recording.records(), rounds);
        List<Crash> crashes = new ArrayList<>();
        SeededDraws faults = new SeededDraws(seed, "faults");
        boolean sameWorkers = faults.chance(0.7);
        for (int left = faults.between(0, 3); left > 0; left--) {
            crashes.add(Crash.draw(faults, conditions.hop(), workers, sameWorkers));
        }
        return new Scenario(
                seed,
                workers,
                config,
                problem,
                recording,
                conditions,
                List.copyOf(crashes),
                settings.feedback(),
                draws.between(1, settings.shards()),
                NonFiniteFaults.draw(new SeededDraws(seed, "spoilt")),
                ConfigChange.draw(new SeededDraws(seed, "change"), settings.yaml(), workers),
                ReaderPlan.draw(new SeededDraws(seed, "readers"), config, recording, conditions));
    }

    boolean synchronous() {
        return config.sync() instanceof SyncConfig.Synchronous;
    }

    boolean sendsDeltas() {
        return config.sync().send() == SyncConfig.Send.DELTA;
    }

    int staleness() {
        return config.sync() instanceof SyncConfig.Synchronous rounds
                ? rounds.staleness()
                : ((SyncConfig.Asynchronous) config.sync()).staleness();
    }

    /** The synchronisation, in words. */
    String mode() {
        return (synchronous() ? "synchronous, " : "asynchronous, ") + (sendsDeltas() ? "delta" : "gradient");
    }

    /** Whether {@code target} is what the step with this number has to predict. */
    boolean isTarget(int number, float target) {
        if (config.target() instanceof TargetConfig.Next next) {
            int ahead = next.stepsAhead();
            return target == recording.later(number, ahead)
                    || recording.ends().mayBeForgotten(number) && recording.isLaterInAnyEpisode(number, ahead, target);
        }
        return target == recording.target(number);
    }

    int shards() {
        return config.server().shards();
    }

    /** Whether crashes may change no bit of what comes out. */
    boolean bitsAreSafe() {
        boolean noSlots = config.optimizer().rule().slotsPerParameter() == 0;
        return change == null
                && synchronous()
                && staleness() == 0
                && (!sendsDeltas() || noSlots)
                && recording.isDeterministic()
                && readers.silences().isEmpty()
                && crashes.stream().allMatch(crash -> crash.workers() == workers);
    }

    /** Whether a worker's local steps are those of its rule, neither clipped nor refused. */
    boolean knowsLocalSteps() {
        return sendsDeltas() && Double.isInfinite(config.clipNorm()) && nonFinite.kind() != NonFiniteFaults.Kind.HUGE;
    }

    /** Whether a step moves the parameters by exactly its learning rate times its reduced gradient. */
    boolean isPlainDescent() {
        return config.optimizer().rule().slotsPerParameter() == 0
                && Double.isInfinite(config.clipNorm())
                && !(config.sync().outer() instanceof OuterConfig.Nesterov)
                && nonFinite.kind() != NonFiniteFaults.Kind.HUGE
                && nonFinite.kind() != NonFiniteFaults.Kind.ON_THE_WAY;
    }

    /** The same, and nothing dies. */
    Scenario withoutCrashes() {
        return with(workers, config, List.of());
    }

    /** The same after {@code change}. */
    Scenario after(ConfigChange change) {
        return with(change.workers(), change.config(), crashes);
    }

    private Scenario with(int workers, JobConfig config, List<Crash> crashes) {
        return new Scenario(
                seed,
                workers,
                config,
                problem,
                recording,
                conditions,
                crashes,
                feedback,
                servers,
                nonFinite,
                change,
                readers);
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + workers + " workers, " + config.sync() + ", " + config.optimizer() + ", "
                + shards()
                + " shards on " + servers + " servers, "
                + config.sequence() + ", " + config.target() + ", " + recording + ", " + feedback + ", " + conditions
                + ", " + nonFinite + ", " + crashes + (change == null ? "" : ", " + change.kind()) + ", " + readers;
    }
}
