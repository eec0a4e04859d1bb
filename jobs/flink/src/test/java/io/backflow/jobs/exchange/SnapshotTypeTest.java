package io.backflow.jobs.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.DriftReaction;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardProgress.ShardDrift;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.ShardValues;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.Snapshots;
import io.backflow.jobs.protocol.Stretches;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.server.GradientUpdate;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.protocol.server.SnapshotDelivery;
import io.backflow.model.Initialization;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.Sgd;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What travels from the server to the workers. */
class SnapshotTypeTest {

    private static final int NAN = 0x7fc12345;
    private static final int TOKENS = 320;
    private static final DriftAlarms ALARMS =
            new DriftAlarms(1, 2, 3, 4, new GroupAlarms[] {new GroupAlarms("north/", 5, 6, 7, 8)});

    private static final ShardProgress PROGRESS = new ShardProgress(
            5,
            new long[] {6, 7},
            8,
            new TrainingTotals(1, 2, 3, 4, 5, 6, 7),
            9,
            new ShardDrift(ALARMS, new DriftReaction(new long[] {10, 11}, 12)));

    @Test
    void aSnapshotComesBackWithEveryBit() throws IOException {
        List<ShardSnapshot> snapshots = List.of(
                Snapshots.of(3, 4, 1f / 3, -0f, 0f),
                Snapshots.changed(9, new ShardValues(new float[0], new Stretches(8, new int[0]))),
                Snapshots.changed(9, changed(1L << 40, new float[] {-0f, 0f, 1f / 3}, 64, 65, 1_000_000, 1_000_002)),
                new ShardSnapshot(new VersionId(1, 2, 3), 4, new float[] {1f / 3}, PROGRESS, null, true),
                new ShardSnapshot(
                        new VersionId(-1, -2, 3),
                        4,
                        new float[9],
                        PROGRESS,
                        new Slots(new float[] {9f}, 10, 11),
                        false),
                new ShardSnapshot(new VersionId(1, 2, 3), 4, new float[] {1f}, PROGRESS, null, false).to(1),
                new ShardSnapshot(new VersionId(1, 2, 3), 4, new float[] {1f}, PROGRESS, null, false).withoutValues());
        for (ShardSnapshot snapshot : snapshots) {
            assertThat(back(snapshot)).usingRecursiveComparison().isEqualTo(snapshot);
        }
        float[] odd = {-0f, Float.intBitsToFloat(NAN)};
        float[] back =
                back(Snapshots.changed(9, changed(8, odd, 3, 5))).content().packed();
        assertThat(Float.floatToRawIntBits(back[0])).isEqualTo(Float.floatToRawIntBits(-0f));
        assertThat(Float.floatToRawIntBits(back[1])).isEqualTo(NAN);
    }

    /** The answer to a gradient of 320 tokens, to plain descent: the rows that occurred, and what is no embedding. */
    @Test
    void anEmbeddingsRowsThatHaveChangedTravelBack() throws IOException {
        float[] initial = Initialization.keras(EmbeddingModel.SPEC, 7);
        int rest = initial.length - EmbeddingModel.VOCABULARY * EmbeddingModel.WIDTH;
        ShardState state = new ShardState(initial, new float[0], new float[0]);
        ShardServer server = new ShardServer(0, 1, new GradientUpdate(new Sgd(), new ConstantRate(0.1), 1));
        SnapshotDelivery delivery = new SnapshotDelivery(server, 1, 1000);
        int whole = bytes(delivery.toAll(state, SnapshotKind.FIRST, 0));

        int alone = bytes(contribute(server, state, delivery, 0, 1));
        for (int worker = 1; worker < 4; worker++) {
            contribute(server, state, delivery, worker, 1);
        }
        int withThree = bytes(contribute(server, state, delivery, 0, 2));

        assertThat(alone).isLessThan(Float.BYTES * (TOKENS * (EmbeddingModel.WIDTH + 2) + rest) + 1000);
        assertThat(withThree).isLessThan(4 * alone).isGreaterThan(3 * alone);
        System.out.printf(
                "an embedding's snapshot: whole %d, answer %d, of four workers %d bytes%n", whole, alone, withThree);
    }

    private static ShardSnapshot contribute(
            ShardServer server, ShardState state, SnapshotDelivery delivery, int worker, long number) {
        Random random = new Random(4 * number + worker);
        float[] gradient = new float[state.values.length];
        for (int token = 0; token < TOKENS; token++) {
            int row = random.nextInt(EmbeddingModel.VOCABULARY);
            Arrays.fill(gradient, row * EmbeddingModel.WIDTH, (row + 1) * EmbeddingModel.WIDTH, 0.5f);
        }
        Arrays.fill(gradient, EmbeddingModel.VOCABULARY * EmbeddingModel.WIDTH, gradient.length, 0.5f);
        WorkerUpdate update = Contributions.numbered(worker, 4, number, gradient);
        server.accept(state, update);
        return delivery.answer(state, update, number);
    }

    private static ShardValues changed(long since, float[] packed, int... bounds) {
        return new ShardValues(packed, new Stretches(since, bounds));
    }

    private static int bytes(ShardSnapshot snapshot) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(1 << 16);
        SnapshotType.get().createSerializer(new SerializerConfigImpl()).serialize(snapshot, out);
        return out.length();
    }

    @Test
    void anAnswerWithoutValuesIsAsLongForAHugeModelAndForAThousandWorkers() throws IOException {
        ShardProgress progress = new ShardProgress(5, new long[1000], 8, new TrainingTotals(1, 2, 3, 4, 5, 6, 7));
        progress.acknowledged()[700] = 3;
        ShardSnapshot huge = new ShardSnapshot(new VersionId(1, 2, 3), 4, new float[100_000], progress, null, false);

        DataOutputSerializer out = new DataOutputSerializer(16);
        SnapshotType.get()
                .createSerializer(new SerializerConfigImpl())
                .serialize(huge.to(700).withoutValues(), out);

        assertThat(out.length()).isLessThan(250);
    }

    @Test
    void tasksInOneChainPassOnTheSameObject() {
        ShardSnapshot snapshot = Snapshots.of(0, 1, 1f);

        var serializer = SnapshotType.get().createSerializer(new SerializerConfigImpl());

        assertThat(serializer.isImmutableType()).isTrue();
        assertThat(serializer.copy(snapshot)).isSameAs(snapshot);
    }

    private static ShardSnapshot back(ShardSnapshot snapshot) throws IOException {
        var serializer = Travel.shipped(SnapshotType.get().createSerializer(new SerializerConfigImpl()));
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(snapshot, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
