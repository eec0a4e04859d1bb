package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.Initialization;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Counts each step: read is trained or pending, never both and never neither. */
final class StepAudit {

    private final Scenario scenario;
    private final ViolationLog log;
    private final Sharding sharding;
    private final float[] initial;
    private final BitSet late = new BitSet();
    private boolean plain;

    StepAudit(Scenario scenario, ViolationLog log) {
        this.scenario = scenario;
        this.log = log;
        sharding = new Sharding(Scenario.PARAMETERS, scenario.shards());
        initial = Initialization.keras(
                scenario.config().model(), scenario.config().job().seed());
        plain = scenario.isPlainDescent();
    }

    /** The job goes on with another configuration. */
    void changed(Scenario after) {
        plain &= after.isPlainDescent();
    }

    /** The step with this number was dropped, and reported as late. */
    void late(int step) {
        late.set(step);
    }

    /** A checkpoint is a consistent cut. */
    void checkpoint(Checkpoint checkpoint) {
        BitSet read = new BitSet();
        for (int partition = 0; partition < scenario.recording().partitions().size(); partition++) {
            scenario.recording().partitions().get(partition).subList(0, checkpoint.position(partition)).stream()
                    .filter(RecordedStep::taken)
                    .forEach(step -> read.set(step.number()));
        }
        int[] pending = new int[scenario.recording().steps()];
        checkpoint.sequences().values().forEach(sequence -> countPending(sequence, pending));
        count("checkpoint " + checkpoint.id(), read, pending, checkpoint.merged(), checkpoint.shards());
    }

    /** All is trained at the end. */
    void finished(Attempt attempt) {
        BitSet read = new BitSet();
        for (int step = 0; step < scenario.recording().steps(); step++) {
            read.set(step, scenario.recording().step(step).taken());
        }
        Map<Integer, ShardState> shards = new TreeMap<>();
        for (int shard = 0; shard < scenario.shards(); shard++) {
            shards.put(shard, attempt.state(shard));
        }
        for (int step = 0; step < scenario.recording().steps(); step++) {
            int number = step;
            boolean isLate = scenario.recording().step(step).fate() == RecordedStep.Fate.LATE;
            log.check(
                    Check.EXACTLY_ONCE,
                    !isLate || late.get(number),
                    () -> scenario.recording().step(number) + " is not reported as late");
        }
        count("the end", read, new int[scenario.recording().steps()], attempt.merged(), shards);
    }

    private void countPending(SequenceState sequence, int[] pending) {
        sequence.early.values().forEach(step -> count(step, pending));
        sequence.next.values().forEach(step -> count(step, pending));
        sequence.open.forEach(step -> count(step, pending));
        sequence.ready.forEach(window -> window.steps().forEach(step -> count(step, pending)));
    }

    private void count(Step step, int[] counts) {
        if (!step.imputed()) {
            counts[scenario.recording().number(step)]++;
        }
    }

    private void count(String when, BitSet read, int[] pending, MergedSteps merged, Map<Integer, ShardState> shards) {
        long trained = 0;
        long wrong = 0;
        int example = -1;
        for (int step = 0; step < pending.length; step++) {
            trained += merged.count(step);
            if (merged.count(step) + pending[step] != (read.get(step) ? 1 : 0)) {
                wrong++;
                example = step;
            }
        }
        int shown = example;
        long times = wrong;
        log.check(
                Check.EXACTLY_ONCE,
                wrong == 0,
                () -> when + " finds " + times + " steps that are not, as often as they should be, trained or"
                        + " pending, as " + scenario.recording().step(shown) + ": read " + read.get(shown)
                        + ", trained " + merged.count(shown) + " times, pending "
                        + pending[shown] + " times");
        totals(when, trained, merged, shards.getOrDefault(0, new ShardState(initial, initial, initial)).totals);
        if (plain) {
            shards.forEach((shard, state) -> marks(when, shard, state, merged));
        }
    }

    private void totals(String when, long trained, MergedSteps merged, TrainingTotals totals) {
        long hash = scenario.recording().hashOf(merged::count);
        log.check(
                Check.TOTALS,
                totals.steps() == trained && totals.stepsHash() == hash,
                () -> when + " has training totals of " + totals.steps() + " steps with hash " + totals.stepsHash()
                        + " where the parameters hold " + trained + " with hash " + hash);
    }

    /** Each update rounds to the nearest float32, and equal marks may all be rounded the same way. */
    private void marks(String when, int shard, ShardState state, MergedSteps merged) {
        int last = state.values.length - 1;
        double rate = scenario.config().optimizer().schedule().at(0);
        double begun = initial[sharding.offset(shard) + last];
        double expected = begun - rate * merged.moved();
        double largest = Math.max(Math.abs(begun), Math.abs(expected));
        double rounding = state.version * Math.ulp((float) largest) / 2;
        double tolerance = rounding + 1e-5 * (rate * merged.path() + Math.abs(begun)) + 1e-9;
        log.check(
                Check.PARAMETERS,
                Math.abs(state.values[last] - expected) <= tolerance,
                () -> when + " finds marks that come to " + state.values[last] + " in shard " + shard + " and not to "
                        + expected);
    }

    /** The model as the servers have it. */
    static float[] parameters(Attempt attempt, int shards) {
        Sharding sharding = new Sharding(Scenario.PARAMETERS, shards);
        float[] parameters = new float[sharding.size()];
        for (int shard = 0; shard < shards; shard++) {
            float[] values = attempt.state(shard).values;
            System.arraycopy(values, 0, parameters, sharding.offset(shard), values.length);
        }
        return parameters;
    }
}
