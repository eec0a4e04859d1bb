package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.Replay;
import io.backflow.model.Gradients;
import io.backflow.model.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
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
    void afterARestartEveryWorkerDoesHoweverUnequalTheyWere() {
        Learning learning = ConfiguredWorker.learning(DELTAS);
        String oneShard = DELTAS.toJson().replace("\"shards\":3", "\"shards\":1");
        ConfiguredServer setup = new ConfiguredServer(JobConfig.parse(oneShard));
        ShardState state = setup.fresh(0);
        ShardServer server = setup.server(0);
        for (int worker = 0; worker < 20; worker++) {
            LocalOptimizer optimizer = new LocalOptimizer(learning, state.values.length, new LearningControl());
            step(optimizer, worker == 0 ? 1000 : 12);
            server.accept(state, new WorkerSlots(0, optimizer.slots().orElseThrow()));
        }
        server.settleSlots(state);

        LocalOptimizer next = new LocalOptimizer(learning, state.values.length, new LearningControl());
        next.resume(new Slots(state.workerSlots, state.workerUpdates));

        for (int update = 0; update < LATE; update++) {
            assertThat(step(next, 1)).as("update %d", update).isBetween(0.9 * RATE, 1.1 * RATE);
        }
    }

    /** Takes {@code updates} steps against a gradient that is always the same; how far the last one led. */
    private static double step(LocalOptimizer optimizer, int updates) {
        float[] parameters = new float[optimizer.slots().orElseThrow().values().length / 2];
        Gradients gradients = new Gradients(parameters.length);
        for (int update = 0; update < updates; update++) {
            Arrays.fill(parameters, 0f);
            Arrays.fill(gradients.values(), 3f);
            gradients.count(1, 1, 1);
            optimizer.step(parameters, gradients, update);
            gradients.clear();
        }
        return longest(parameters);
    }

    @Test
    void aSynchronousWorkerThatBeginsLateDoesToo() {
        JobConfig config = Setting.of(1, ADAM + "sync: {type: synchronous, send: delta, round: 4s}\n");
        int size = ParameterLayout.of(config.model()).size();
        ParameterView view =
                new ParameterView(new Sharding(size, config.server().shards()), 2);
        ConfiguredServer server = new ConfiguredServer(config);
        for (int shard = 0; shard < server.shards(); shard++) {
            ShardState state = server.fresh(shard);
            view.apply(server.server(shard).snapshot(state, 1, SnapshotKind.FIRST));
            state.version = 1000;
            state.totals = TrainingTotals.ZERO.withUpdates(1000);
            view.apply(server.server(shard).snapshot(state, 1, SnapshotKind.UPDATE));
        }
        RoundDelta late = new RoundDelta(ConfiguredWorker.learning(config), size, 2, new LearningControl());
        BatchTrainer trainer = new SameGradient();
        for (int round = 0; round < LATE; round++) {
            late.begin(view, trainer);
            TrainingTotals totals = late.train(trainer, List.of(), scored -> {});
            assertThat(longest(late.finish(totals, FeatureSums.NONE).change().values()))
                    .as("round %d", round)
                    .isBetween(0.9 * RATE, 1.1 * RATE);
        }
    }

    /** Every minibatch has the same gradient. */
    private static final class SameGradient implements BatchTrainer {

        @Override
        public int batchCapacity() {
            return 1;
        }

        @Override
        public void load(float[] parameters, long version) {
            // the gradient does not depend on them
        }

        @Override
        public TrainingTotals train(
                List<SequenceState> sequences,
                Replay replay,
                Gradients gradients,
                Consumer<PrequentialPrediction> scored) {
            Arrays.fill(gradients.values(), 3f);
            gradients.count(1, 1, 1);
            return TrainingTotals.ZERO;
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
