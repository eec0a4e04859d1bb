package io.backflow.jobs.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.worker.JoinFence;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.model.kernel.BlasKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is sent of a version, and that a reader gets the whole of it nevertheless. */
final class ModelRecordsTest {

    private static final int SIZE = 25;

    /** Shards of 8, 8 and 9 values, in chunks of 5. */
    private static final int CHUNKS = 6;

    private static final Join ME = new Join(0, 5);

    private final ModelRecords writer = new ModelRecords("{}", 5);

    @Test
    void chunksDoNotReachOverTheEndOfAShard() {
        ChunkPlan plan = new ChunkPlan(25, 3, 5);

        assertThat(plan.count()).isEqualTo(6);
        assertThat(List.of(plan.offset(0), plan.offset(1), plan.offset(2), plan.offset(5)))
                .containsExactly(0, 5, 8, 21);
        assertThat(List.of(plan.length(0), plan.length(1), plan.length(2), plan.length(5)))
                .containsExactly(5, 3, 5, 4);
    }

    @Test
    void aChunkHoldsAtMost131072Values() {
        long[] shard = {1};
        ModelVersion large = new ModelVersion(
                "storms", new VersionId(1, 7, 1), shard, new float[3 * 131_072], TrainingTotals.ZERO, false);

        List<PublishedRecord> log = Logs.of(new ModelRecords("{}"), large);

        assertThat(log).extracting(PublishedRecord::key).hasSize(3 + 1);
        log.subList(0, 3).forEach(chunk -> assertThat(chunk.value().length).isBetween(4 * 131_072, 4 * 131_072 + 100));
    }

    @Test
    void every64thVersionIsSentWhole() {
        for (int version = 1; version <= 130; version++) {
            assertThat(Logs.of(writer, version(version, values())))
                    .as("version %d", version)
                    .hasSize(version % 64 == 1 ? CHUNKS + 1 : 1);
        }
    }

    @Test
    void theFirstVersionOfAServerAndTheLastAreSentWhole() {
        Logs.of(writer, version(1, values()));

        assertSentWhole("another nonce", new VersionId(1, 8, 2), false);
        assertSentWhole("another session", new VersionId(2, 8, 2), false);
        assertSentWhole("the last", new VersionId(2, 8, 3), true);
    }

    private void assertSentWhole(String why, VersionId id, boolean last) {
        ModelVersion version =
                new ModelVersion("storms", id, new long[] {2, 2, 2}, values(), TrainingTotals.ZERO, last);
        assertThat(Logs.of(writer, version)).as(why).hasSize(CHUNKS + 1);
    }

    @Test
    void onlyTheShardThatChangedIsSent() {
        float[] values = values();
        ModelVersion first = version(1, values.clone());
        values[10] = -1;
        ModelVersion second = version(2, values);

        Logs.of(writer, first);
        List<PublishedRecord> log = Logs.of(writer, second);

        assertThat(log).extracting(PublishedRecord::key).containsExactly("storms/chunk-2", "storms/manifest");
    }

    @Test
    void aReaderLaysUnchangedChunksBesideTheNewOnes() {
        ModelVersion[] versions = changing(10);

        assertThat(Logs.read(reader(), Logs.of(writer, versions)))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(versions);
    }

    /** Of each key only the last record is left, however old the chunk is. */
    @Test
    void aReaderOfACompactedTopicFindsTheLastVersion() {
        List<PublishedRecord> log = Logs.of(writer, changing(10));
        List<PublishedRecord> compacted = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            String key = log.get(i).key();
            if (log.subList(i + 1, log.size()).stream()
                    .noneMatch(later -> later.key().equals(key))) {
                compacted.add(log.get(i));
            }
        }
        assertThat(compacted).hasSizeLessThan(log.size()).hasSize(7);

        assertThat(Logs.read(reader(), compacted))
                .extracting(ModelVersion::version)
                .containsExactly(10L);
    }

    @Test
    void afterALossTheNextWholeVersionIsUnderstoodAgain() {
        ModelVersion[] versions = changing(SentChunks.WHOLE_EVERY + 2);
        List<PublishedRecord> log = new ArrayList<>(Logs.of(writer, versions));
        log.remove(7); // the first chunk sent after the first version

        assertThat(Logs.read(reader(), log))
                .extracting(ModelVersion::version)
                .contains(1L, SentChunks.WHOLE_EVERY + 1L, SentChunks.WHOLE_EVERY + 2L)
                .hasSizeLessThan(versions.length);
    }

    @Test
    void anAnswerIsWholeAndBringsTheSlotsToTheWorkerThatAsked() {
        Logs.of(writer, changing(3));
        float[] slots = {1, 2, 3, 4, 5, 6, 7};
        float[] padded = new float[SIZE];
        System.arraycopy(slots, 0, padded, 0, slots.length);
        ModelVersion answer =
                version(4, values(), new Relay(9, new Join[] {ME}, new long[3], new long[3], new Slots(padded, 7)));
        List<PublishedRecord> log = Logs.of(writer, answer);

        ModelAssembler worker = new ModelAssembler("storms", new ModelLimits(SIZE, SIZE, 10_000), new JoinFence(ME));
        assertThat(Logs.read(worker, log))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(answer);
        assertThat(Logs.read(reader(), log).get(0).relay().workerSlots())
                .as("a reader without slots")
                .isNull();
    }

    /** A worker that is not named reads a whole version and accepts none of it. */
    @Test
    void aWorkerTakesNothingBeforeItIsNamed() {
        ModelAssembler worker = new ModelAssembler("storms", new ModelLimits(SIZE, SIZE, 10_000), new JoinFence(ME));
        assertThat(Logs.read(worker, Logs.of(writer, changing(3)))).isEmpty();

        Relay named = new Relay(4, new Join[] {ME}, new long[3], new long[0], null);
        Relay after = new Relay(5, new Join[0], new long[3], new long[] {1, 1, 1}, null);
        List<PublishedRecord> log = Logs.of(writer, version(4, values(), named), version(4, values(), after));

        assertThat(Logs.read(worker, log))
                .extracting(version -> version.relay().edition())
                .as("the answer, and an acknowledgement without a new version")
                .containsExactly(4L, 5L);
    }

    @Test
    void aReaderLearnsWhichKernelMultipliedForTheModel() {
        ModelAssembler reader = reader();
        assertThat(Logs.of(writer, version(1, values())).stream()
                        .map(record -> Logs.feedback(reader, record))
                        .flatMap(Optional::stream))
                .extracting(PublishedModel::blasKernel)
                .containsExactly(BlasKernel.name());
    }

    /** Versions of which each changes the first shard only. */
    private static ModelVersion[] changing(int count) {
        ModelVersion[] versions = new ModelVersion[count];
        float[] values = values();
        for (int v = 0; v < count; v++) {
            values[v % 8] = 100 + v;
            versions[v] = version(v + 1, values.clone());
        }
        return versions;
    }

    private static float[] values() {
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = i;
        }
        return values;
    }

    private static ModelAssembler reader() {
        return new ModelAssembler("storms", new ModelLimits(SIZE, 10_000));
    }

    private static ModelVersion version(long version, float[] values) {
        return version(version, values, Relay.NONE);
    }

    private static ModelVersion version(long version, float[] values, Relay relay) {
        long[] shards = {version, version, version};
        return new ModelVersion(
                "storms", new VersionId(1, 7, version), shards, values, TrainingTotals.ZERO, false, relay);
    }
}
