package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.server.ConfiguredServer;
import io.backflow.jobs.sync.ParameterView;
import io.backflow.jobs.sync.ShardServer.Telling;
import io.backflow.jobs.sync.ShardState;
import io.backflow.jobs.sync.Sharding;
import io.backflow.jobs.sync.Tally;
import io.backflow.model.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A worker that begins long after the others: Adam's first steps are of the learning rate's length, whatever the others
 * have done meanwhile.
 */
class LateWorkerTest {

    private static final double RATE = 0.001;

    /** Adam's steps on gradients that hardly change are of the rate's length; 6.5 rates is what a wrong count makes. */
    private static final double LONGEST = 1.5 * RATE;

    private static final String ADAM = "optimizer: {rule: adam, learning_rate: %s}\n".formatted(RATE);
    private static final JobConfig DELTAS =
            Setting.of(1, ADAM + "sync: {type: asynchronous, send: delta, min_local_updates: 1}\n");
    private static final int LATE = 40;

    @Test
    void anAsynchronousWorkerThatBeginsLateTakesStepsOfTheRatesLength() throws Exception {
        MemoryServer server = new MemoryServer(DELTAS, 2);
        try (MemoryWorker early = new MemoryWorker(DELTAS, server, 0, 2);
                MemoryWorker late = new MemoryWorker(DELTAS, server, 1, 2)) {
            train(server, early, "early", 500);

            assertThat(longestStep(server, late)).isBetween(0.5 * RATE, LONGEST);
        }
    }

    @Test
    void afterARestartEveryWorkerDoesHoweverUnequalTheyWere() throws Exception {
        MemoryServer server = new MemoryServer(DELTAS, 2);
        List<ShardState> saved;
        try (MemoryWorker early = new MemoryWorker(DELTAS, server, 0, 2);
                MemoryWorker late = new MemoryWorker(DELTAS, server, 1, 2)) {
            train(server, early, "early", 500);
            train(server, late, "late", 12);
            early.loop().barrier();
            late.loop().barrier();
            saved = server.save();
        }
        assertThat(saved).extracting(state -> state.workerUpdates).containsOnly(Math.round((500.0 * 500 + 12 * 12) / 512));

        MemoryServer next = new MemoryServer(DELTAS, 2, saved);
        try (MemoryWorker worker = new MemoryWorker(DELTAS, next, 0, 2)) {
            assertThat(longestStep(next, worker)).isLessThan(LONGEST);
        }
    }

    @Test
    void aSynchronousWorkerThatBeginsLateDoesToo() {
        JobConfig config = Setting.of(1, ADAM + "sync: {type: synchronous, send: delta, round: 4s}\n");
        int size = ParameterLayout.of(config.model()).size();
        ParameterView view = new ParameterView(new Sharding(size, config.server().shards()), 2);
        ConfiguredServer server = new ConfiguredServer(config, 128);
        for (int shard = 0; shard < server.shards(); shard++) {
            ShardState state = server.fresh(shard);
            view.apply(server.server(shard).snapshot(state, 1, Telling.FIRST));
            state.version = 1000;
            state.tally = Tally.ZERO.withUpdates(1000);
            view.apply(server.server(shard).snapshot(state, 1, Telling.NEWS));
        }
        RoundDelta late = new RoundDelta(TrainerSetup.learning(config), size, 2);
        try (WindowTrainer trainer = TrainerSetup.windowTrainer(config)) {
            for (int round = 0; round < LATE; round++) {
                late.begin(view, trainer);
                Arrays.fill(late.gradients().values(), 3f);
                late.gradients().count(1, 1, 1);
                late.step(trainer);
                assertThat(longest(late.finish().values())).as("round %d", round).isBetween(0.9 * RATE, 1.1 * RATE);
            }
        }
    }

    /** Trains {@code windows} windows, each known to the server before the next. */
    private static void train(MemoryServer server, MemoryWorker worker, String id, int windows) throws Exception {
        for (int step = 0; step < 4 * windows; step++) {
            exchange(server, worker);
            worker.take(step(id, step));
        }
        exchange(server, worker);
    }

    private static void exchange(MemoryServer server, MemoryWorker worker) {
        server.settle();
        while (worker.listen()) {
            server.settle();
        }
    }

    /** The longest change of a parameter by one of {@code worker}'s next updates, of which the server takes half. */
    private static double longestStep(MemoryServer server, MemoryWorker worker) throws Exception {
        double longest = 0;
        for (int window = 0; window < LATE; window++) {
            float[] before = server.values();
            for (int step = 0; step < 4; step++) {
                exchange(server, worker);
                worker.take(step("longest", 4 * window + step));
            }
            exchange(server, worker);
            float[] change = server.values();
            for (int i = 0; i < change.length; i++) {
                change[i] -= before[i];
            }
            longest = Math.max(longest, 2 * longest(change));
        }
        return longest;
    }

    private static double longest(float[] change) {
        double longest = 0;
        for (float value : change) {
            longest = Math.max(longest, Math.abs(value));
        }
        return longest;
    }

    /** Of a sequence that stands still far from what the model says. */
    private static Step step(String id, int number) {
        return new Step(
                id, number, 1000L * number, new float[] {1f, 0.5f}, Step.NONE, new float[] {5f}, Step.NONE, 1f, false);
    }
}
