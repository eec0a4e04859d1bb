package io.backflow.jobs;

import io.backflow.jobs.sequence.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A job that is stopped with a savepoint in the middle of its timesteps.
 *
 * @param name of the folder
 * @param job the configuration, with {@code $NAME}, {@code $WORKERS}, {@code $SERVERS} and {@code $CHECKPOINTS}
 * @param timesteps all of them
 */
record SavepointRecipe(String name, String job, TestStream timesteps) {

    /** Event time from which on the savepoint has seen nothing; some sequences have ended, some not begun. */
    private static final long CUT = 18L * TestStream.SECOND;

    /**
     * What some sequences lack: of the first gap everybody knows at the savepoint that it will not be filled, behind
     * the second a few steps are held back.
     */
    private static final Set<Long> MISSING = Set.of(5L * TestStream.SECOND, CUT - 3L * TestStream.SECOND);

    private static final Set<String> WITH_GAP = Set.of("wave-0", "wave-1", "wave-2", "wave-3");

    /**
     * Event times from which on some sequences count from 0 again. At the savepoint the next episode of the first two
     * has begun, and that of the others waits to begin.
     */
    private static final Map<String, Long> RESTARTS = Map.of(
            "wave-11",
            10L * TestStream.SECOND,
            "wave-5",
            10L * TestStream.SECOND,
            "wave-6",
            CUT - 3L * TestStream.SECOND,
            "wave-7",
            CUT - 3L * TestStream.SECOND);

    private static final String COMMON = """
            job: {name: $NAME, run: $NAME, parallelism: $WORKERS, seed: 3}
            kafka:
              bootstrap_servers: $SERVERS
              bounded: true
              group_id: $NAME
              topics:
                timesteps: $NAME-in
                predictions: $NAME-said
                parameters: $NAME-model
                progress: $NAME-how
                dead_letters: $NAME-dead
                control: $NAME-control
            server: {shards: 3}
            publish: {every_versions: 1, interval: 0ms}
            optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
            flink:
              execution.checkpointing.dir: "$CHECKPOINTS"
            """;

    /** Between them they fill every field of every state. */
    static List<SavepointRecipe> all() {
        return List.of(
                new SavepointRecipe("rounds", COMMON + """
                        model:
                          input: {type: features, size: 2}
                          layers: [{type: gru, units: 4, reset_after: true}]
                          head: {units: 1, loss: {type: mse}}
                        sequence: {reorder: {max_steps: 6, gap: impute}}
                        horizon: {type: truncated, every: 4, back: 7}
                        sync: {type: synchronous, send: gradient, round: 4s, reproducible: true}
                        batch: {size: 4, replay: {windows: 2, kept: 3, sample: uniform}}
                        """, feed(66, step -> step)),
                new SavepointRecipe("deltas", COMMON + """
                        model:
                          input: {type: features, size: 2}
                          layers: [{type: lstm, units: 3}]
                          head: {units: 1, loss: {type: mse}}
                        target: {type: next, steps_ahead: 2, columns: [0]}
                        sequence: {reorder: {max_steps: 6, gap: reset}}
                        horizon: {type: full, every: 4, max_steps: 64}
                        sync:
                          type: asynchronous
                          send: delta
                          min_local_updates: 1
                          outer: {type: nesterov, learning_rate: 0.3, momentum: 0.5}
                        # what does not fill a batch waits beyond the savepoint
                        batch: {size: 3, linger: 1h}
                        """, feed(66, step -> with(step, null, Step.NONE))),
                new SavepointRecipe("labels", COMMON + """
                        model:
                          input: {type: features, size: 2}
                          layers: [{type: gru, units: 4, reset_after: true}]
                          head: {units: 3, loss: {type: cross_entropy}}
                        sequence: {reorder: {max_steps: 6, gap: carry}}
                        horizon: {type: online, method: rtrl}
                        sync: {type: synchronous, send: gradient, round: 4s, reproducible: true}
                        batch: {size: 4}
                        """, feed(66, step -> with(step, null, label(step)))));
    }

    /** What the savepoint sees. */
    TestStream firstTimesteps() {
        return new TestStream(timesteps.steps().stream()
                .filter(step -> step.eventTime() < CUT)
                .toList());
    }

    private static TestStream feed(long seed, UnaryOperator<Step> form) {
        Map<String, Long> restarted = new HashMap<>();
        return new TestStream(TestStream.waves(12, 8, 36, seed).steps().stream()
                .filter(step -> !MISSING.contains(step.eventTime()) || !WITH_GAP.contains(step.sequenceId()))
                .map(step -> numbered(step, restarted))
                .map(form)
                .toList());
    }

    /** @param restarted by sequence, the number that became 0 again */
    private static Step numbered(Step step, Map<String, Long> restarted) {
        Long restart = RESTARTS.get(step.sequenceId());
        if (restart == null || step.eventTime() < restart) {
            return step;
        }
        long first = restarted.computeIfAbsent(step.sequenceId(), id -> step.step());
        return new Step(
                step.sequenceId(),
                step.step() - first,
                step.eventTime(),
                step.features(),
                step.token(),
                step.target(),
                step.label(),
                step.weight(),
                step.endOfSequence());
    }

    private static int label(Step step) {
        return step.features()[0] > 0.4f ? 2 : step.features()[0] > -0.4f ? 1 : 0;
    }

    private static Step with(Step step, float @Nullable [] target, int label) {
        return new Step(
                step.sequenceId(),
                step.step(),
                step.eventTime(),
                step.features(),
                step.token(),
                target,
                label,
                step.weight(),
                step.endOfSequence());
    }
}
