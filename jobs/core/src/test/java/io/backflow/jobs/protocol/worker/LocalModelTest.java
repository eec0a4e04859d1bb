package io.backflow.jobs.protocol.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Snapshots;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.protocol.server.DeltaUpdate;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.model.optimizer.Sgd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Deltas are small whole numbers, whose sums float32 holds exactly: whatever is lost or doubled shows. */
class LocalModelTest {

    private static final Sharding SHARDING = new Sharding(7, 3);

    @Test
    void anAcknowledgementWithoutValuesLeavesTheModelAsItIs() {
        Sharding one = new Sharding(2, 1);
        ParameterView view = new ParameterView(one, 0);
        LocalModel model = new LocalModel(view, 1);
        view.apply(Snapshots.of(0, 0, 1f, 2f));
        model.apply(Snapshots.of(0, 0, 1f, 2f));
        model.takeNothing();
        model.values()[0] += 4f;

        model.apply(Snapshots.acknowledging(Snapshots.of(0, 0, 1f, 2f), 0, 1).withoutValues());

        assertThat(model.values()).containsExactly(5f, 2f);
        assertThat(model.inFlight()).isZero();
        assertThat(model.takeDelta(1)).containsExactly(4f, 0f);
    }

    @Test
    void oneWorkersModelIsTheSumOfItsStepsWhateverTheDelay() {
        for (int seed = 0; seed < 100; seed++) {
            Network network = new Network(1, new Random(seed));
            float[] sequential = new float[SHARDING.size()];
            for (int event = 0; event < 200; event++) {
                network.step(0, sequential);
                network.anything();
                assertThat(network.models.get(0).values())
                        .as("seed %d, event %d", seed, event)
                        .isEqualTo(sequential);
            }
        }
    }

    @Test
    void onceAllIsAcknowledgedEveryWorkerHasWhatTheServerHas() {
        for (int seed = 0; seed < 100; seed++) {
            int workers = 4;
            Network network = new Network(workers, new Random(seed));
            float[] sum = new float[SHARDING.size()];
            for (int event = 0; event < 100; event++) {
                network.step(event % workers, sum);
                network.anything();
            }
            network.settle();

            Vectors.scale(sum, 1f / workers);
            for (LocalModel model : network.models) {
                assertThat(model.values()).as("seed %d", seed).isEqualTo(sum);
                assertThat(model.inFlight()).isZero();
                assertThat(model.unacknowledgedUpdates()).isZero();
            }
        }
    }

    /** Workers and a server with a queue to and from each shard. */
    private static final class Network {

        private final Random random;
        private final List<ParameterView> views = new ArrayList<>();
        private final List<LocalModel> models = new ArrayList<>();
        private final List<ShardServer> servers = new ArrayList<>();
        private final List<ShardState> states = new ArrayList<>();
        private final List<Deque<Runnable>> channels = new ArrayList<>();

        Network(int workers, Random random) {
            this.random = random;
            for (int worker = 0; worker < workers; worker++) {
                views.add(new ParameterView(SHARDING, 0));
                models.add(new LocalModel(views.get(worker), worker));
            }
            for (int shard = 0; shard < SHARDING.shards(); shard++) {
                servers.add(new ShardServer(shard, 1, new DeltaUpdate(new Sgd(), 1)));
                states.add(new ShardState(new float[SHARDING.length(shard)], new float[0], new float[0]));
            }
            for (int channel = 0; channel < 2 * workers * SHARDING.shards(); channel++) {
                channels.add(new ArrayDeque<>());
            }
        }

        /** A local step of multiples of the number of workers, so that their mean is whole. */
        void step(int worker, float[] sum) {
            for (int i = 0; i < sum.length; i++) {
                float change = models.size() * (random.nextInt(9) - 4);
                models.get(worker).values()[i] += change;
                sum[i] += change;
            }
        }

        /** A worker sends, or a message arrives. */
        void anything() {
            if (random.nextInt(3) == 0) {
                send(random.nextInt(models.size()));
            } else {
                arrive(channels.get(random.nextInt(channels.size())));
            }
        }

        void settle() {
            for (int worker = 0; worker < models.size(); worker++) {
                send(worker);
            }
            while (channels.stream().anyMatch(channel -> !channel.isEmpty())) {
                arrive(channels.get(random.nextInt(channels.size())));
            }
        }

        private static void arrive(Deque<Runnable> channel) {
            if (!channel.isEmpty()) {
                channel.remove().run();
            }
        }

        private void send(int worker) {
            LocalModel model = models.get(worker);
            float[] delta = model.takeDelta(1);
            for (int shard = 0; shard < SHARDING.shards(); shard++) {
                int to = shard;
                long number = model.number();
                float[] part = SHARDING.part(delta, shard);
                channels.get(worker * SHARDING.shards() + shard).add(() -> merge(to, worker, number, part));
            }
        }

        private void apply(int worker, ShardSnapshot snapshot) {
            views.get(worker).apply(snapshot);
            models.get(worker).apply(snapshot);
        }

        private void merge(int shard, int from, long number, float[] part) {
            ShardServer server = servers.get(shard);
            server.accept(states.get(shard), Contributions.numbered(from, models.size(), number, part));
            ShardSnapshot snapshot = server.snapshot(states.get(shard), 1, ShardServer.SnapshotKind.UPDATE);
            for (int to = 0; to < models.size(); to++) {
                int worker = to;
                int back = (models.size() + to) * SHARDING.shards() + shard;
                channels.get(back).add(() -> apply(worker, snapshot));
            }
        }
    }
}
