package io.backflow.jobs.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.Contribution.Rollback;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.server.DeltaUpdate;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.protocol.server.SnapshotDelivery;
import io.backflow.jobs.protocol.worker.EarlySnapshots;
import io.backflow.jobs.protocol.worker.LocalModel;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.model.optimizer.Sgd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers that are sent what has changed have the bits that whole shards would give them, whatever overtakes what on
 * the two ways to them, and however much of it is put together because they were busy.
 */
class ChangedSnapshotsTest {

    private static final int WORKERS = 3;
    private static final int EVENTS = 120;
    private static final long REFRESH = 20;

    @ParameterizedTest(name = "momentum {0}")
    @ValueSource(doubles = {0, 0.9})
    void everyWorkerHasTheBitsThatWholeShardsGive(double momentum) {
        long whole = 0;
        long travelled = 0;
        for (int seed = 0; seed < 400; seed++) {
            Job job = new Job(seed, momentum, -0f);
            for (int event = 0; event < EVENTS; event++) {
                job.anything(event);
                job.check("seed " + seed + ", event " + event);
            }
            job.end();
            job.check("the end of seed " + seed);
            whole += job.whole;
            travelled += job.travelled;
        }

        assertThat(travelled).isLessThan(whole * 8 / 10);
    }

    @Test
    void aShardWithAValueThatIsNoNumberKeepsItsBits() {
        Job job = new Job(1, 0, Float.intBitsToFloat(0x7fc12345));
        for (int event = 0; event < EVENTS; event++) {
            job.anything(event);
            job.check("event " + event);
        }

        job.end();
    }

    /** The same snapshot as the server emits it, and with all values. */
    private record Twin(ShardSnapshot emitted, ShardSnapshot whole) {}

    /** A worker's channel, and what it has made of what it took. */
    private static final class Receiver {
        private final ParameterView view;
        private final EarlySnapshots early;
        private final LocalModel model;
        private ShardSnapshot waiting;
        private ShardSnapshot withoutValues;

        Receiver(int length, int worker) {
            view = new ParameterView(new Sharding(length, 1), 0);
            early = new EarlySnapshots(view);
            model = new LocalModel(view, worker);
        }

        void put(ShardSnapshot snapshot) {
            if (!snapshot.hasValues()) {
                withoutValues = snapshot;
            } else {
                waiting = waiting == null ? snapshot : snapshot.over(waiting);
            }
        }

        void take() {
            List<ShardSnapshot> taken = new ArrayList<>();
            taken.add(waiting);
            taken.add(withoutValues);
            waiting = null;
            withoutValues = null;
            taken.removeIf(snapshot -> snapshot == null || early.keeps(snapshot));
            taken.forEach(this::apply);
            ShardSnapshot late = early.take(0);
            if (late != null) {
                apply(late);
            }
        }

        private void apply(ShardSnapshot snapshot) {
            if (view.apply(snapshot)) {
                model.apply(snapshot);
            }
        }
    }

    private static final class Worker {
        private final Deque<Twin> forAll = new ArrayDeque<>();
        private final Deque<Twin> forOne = new ArrayDeque<>();
        private final Receiver changes;
        private final Receiver wholes;

        Worker(int length, int index) {
            changes = new Receiver(length, index);
            wholes = new Receiver(length, index);
        }

        void arrive(Deque<Twin> way) {
            Twin twin = way.poll();
            if (twin != null) {
                changes.put(twin.emitted());
                wholes.put(twin.whole());
            }
        }

        void take() {
            changes.take();
            wholes.take();
        }
    }

    /** A server of one shard and its workers. */
    private static final class Job {
        private final Random random;
        private final ShardState state;
        private final ShardServer server;
        private final SnapshotDelivery delivery;
        private final List<Worker> workers = new ArrayList<>();
        private final Map<Long, int[]> history = new HashMap<>();
        private ShardSnapshot published;
        private long whole;
        private long travelled;

        Job(int seed, double momentum, float first) {
            random = new Random(seed);
            int length = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 1 + random.nextInt(900);
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = random.nextInt(200) == 0 ? -0f : random.nextFloat();
            }
            values[0] = first;
            state = new ShardState(values, new float[momentum == 0 ? 0 : length], new float[0]);
            state.version = random.nextInt(3);
            server = new ShardServer(0, 1, new DeltaUpdate(momentum == 0 ? new Sgd() : new Sgd(momentum, true, 0), 1));
            delivery = new SnapshotDelivery(server, 1, REFRESH);
            for (int worker = 0; worker < WORKERS; worker++) {
                workers.add(new Worker(length, worker));
            }
            toAll(SnapshotKind.FIRST, 0);
        }

        void anything(long now) {
            Worker worker = workers.get(random.nextInt(WORKERS));
            switch (random.nextInt(8)) {
                case 0, 1 -> contribute(worker, now);
                case 2 -> worker.arrive(worker.forAll);
                case 3, 4 -> worker.arrive(worker.forOne);
                case 5 -> worker.take();
                case 6 -> delivery.refresh(state, now).forEach(this::send);
                default -> command(now);
            }
        }

        private void command(long now) {
            if (random.nextInt(10) > 0) {
                return;
            }
            float[] former = state.values.clone();
            former[random.nextInt(former.length)] = random.nextFloat();
            server.accept(state, new Rollback(0, state.rollbacks + 1, former));
            assertThat(server.carryOut(state, 0)).isTrue();
            toAll(SnapshotKind.UPDATE, now);
        }

        private void contribute(Worker worker, long now) {
            if (!worker.changes.view.complete()) {
                return;
            }
            float[] local = worker.changes.model.values();
            for (int left = random.nextInt(4); left > 0; left--) {
                int row = random.nextInt(local.length);
                for (int i = row; i < Math.min(local.length, row + 10); i++) {
                    float moved = random.nextInt(5) == 0 ? -local[i] : random.nextFloat() - 0.5f;
                    local[i] += moved;
                    worker.wholes.model.values()[i] += moved;
                }
            }
            boolean idle = random.nextInt(5) == 0;
            float[] delta = idle ? nothing(worker.changes) : worker.changes.model.takeDelta(1);
            float[] twin = idle ? nothing(worker.wholes) : worker.wholes.model.takeDelta(1);
            assertSame("deltas", bits(twin), bits(delta));
            float[] sent = delta.clone();
            if (!idle && random.nextInt(9) == 0) {
                sent[0] = Float.POSITIVE_INFINITY; // is refused: a version without a change
            }
            int index = workers.indexOf(worker);
            WorkerUpdate update = Contributions.numbered(index, WORKERS, worker.changes.model.number(), sent);
            server.accept(state, update);
            ShardSnapshot answer = delivery.answer(state, update, now);
            send(answer);
            publish(answer);
        }

        private static float[] nothing(Receiver receiver) {
            receiver.model.takeNothing();
            return new float[0];
        }

        private void toAll(SnapshotKind kind, long now) {
            ShardSnapshot snapshot = delivery.toAll(state, kind, now);
            publish(snapshot);
            workers.forEach(worker -> worker.forAll.add(twin(snapshot)));
        }

        private void send(ShardSnapshot snapshot) {
            workers.get(snapshot.worker()).forOne.add(twin(snapshot));
        }

        private Twin twin(ShardSnapshot emitted) {
            history.put(emitted.version(), bits(state.values));
            travelled += emitted.size();
            whole += emitted.hasValues() ? state.values.length : 0;
            ShardValues all = emitted.hasValues() ? new ShardValues(state.values.clone(), null) : ShardValues.NONE;
            return new Twin(
                    emitted,
                    new ShardSnapshot(
                            emitted.id(), 0, all, emitted.progress(), null, emitted.last(), emitted.worker()));
        }

        private void publish(ShardSnapshot snapshot) {
            if (snapshot.hasValues()) {
                published = published == null ? snapshot : snapshot.completedBy(published);
                assertSame("the publisher", bits(state.values), bits(published.values()));
            }
        }

        void check(String when) {
            for (Worker worker : workers) {
                ParameterView view = worker.changes.view;
                if (view.complete()) {
                    assertSame(when, history.get(view.version()), bits(view.values()));
                }
                assertThat(view.version()).as(when).isEqualTo(worker.wholes.view.version());
                assertSame(when, bits(worker.wholes.model.values()), bits(worker.changes.model.values()));
            }
        }

        void end() {
            toAll(SnapshotKind.LAST, EVENTS);
            for (Worker worker : workers) {
                while (!worker.forAll.isEmpty() || !worker.forOne.isEmpty()) {
                    worker.arrive(random.nextBoolean() ? worker.forAll : worker.forOne);
                }
                worker.take();
                assertSame("the end", bits(state.values), bits(worker.changes.view.values()));
            }
        }
    }

    private static void assertSame(String when, int[] expected, int[] actual) {
        assertThat(Arrays.mismatch(actual, expected))
                .as("%s: first difference", when)
                .isNegative();
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
