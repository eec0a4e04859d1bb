package io.backflow.jobs.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.DriftReaction;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardProgress.ShardDrift;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.Snapshots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What travels from the server to the workers. */
class SnapshotTypeTest {

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
