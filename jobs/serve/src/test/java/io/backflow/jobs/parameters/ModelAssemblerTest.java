package io.backflow.jobs.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ModelAssemblerTest {

    private static final int SIZE = 25;
    private static final String MODEL = "{\"input\":{}}";

    private final ModelAssembler assembler = new ModelAssembler("storms", new ModelLimits(SIZE, 10_000));

    @Test
    void aVersionComesWithItsLastRecord() {
        ModelVersion version = version(1, 7, 3);
        List<PublishedRecord> records = records(version);

        for (PublishedRecord record : records.subList(0, records.size() - 1)) {
            assertThat(feedback(record)).isEmpty();
        }
        PublishedModel model = feedback(records.get(records.size() - 1)).orElseThrow();

        assertThat(model.version()).usingRecursiveComparison().isEqualTo(version);
        assertThat(model.model()).isEqualTo(MODEL);
        assertThat(assembler.pendingBytes()).isZero();
    }

    @Test
    void keysAreTheSameForEveryVersionSoThatACompactedTopicKeepsOne() {
        assertThat(records(version(1, 7, 3)).stream().map(PublishedRecord::key))
                .containsExactly(
                        "storms/chunk-0", "storms/chunk-1", "storms/chunk-2", "storms/chunk-3", "storms/manifest")
                .containsExactlyElementsOf(records(version(2, 8, 9)).stream()
                        .map(PublishedRecord::key)
                        .toList());
    }

    @Test
    void aServerOfAnEarlierSessionIsIgnored() {
        assertThat(feedAll(version(2, 7, 3))).isPresent();
        assertThat(feedAll(version(1, 9, 80))).isEmpty();
        assertThat(feedAll(version(2, 7, 4))).isPresent();
    }

    @Test
    void theServerThatAnotherOfItsSessionFollowedIsIgnored() {
        assertThat(feedAll(version(1, 7, 3))).isPresent();
        assertThat(feedAll(version(1, 8, 2))).isPresent();
        assertThat(feedAll(version(1, 7, 4))).isEmpty();
        assertThat(feedAll(version(1, 8, 3))).isPresent();
    }

    @Test
    void aVersionThatWasTakenIsNotTakenAgain() {
        assertThat(feedAll(version(1, 7, 3))).isPresent();
        assertThat(feedAll(version(1, 7, 3))).isEmpty();
        assertThat(feedAll(version(1, 7, 2))).isEmpty();
    }

    @Test
    void recordsOfOtherRunsAndDeletionsAreIgnored() {
        ModelAssembler other = new ModelAssembler("others", new ModelLimits(SIZE, 10_000));
        for (PublishedRecord record : records(version(1, 7, 3))) {
            assertThat(other.accept(key(record), record.value())).isEmpty();
        }
        assertThat(other.pendingBytes()).isZero();
        assertThat(assembler.accept("storms/manifest".getBytes(StandardCharsets.UTF_8), null))
                .isEmpty();
        assertThat(assembler.accept(null, new byte[3])).isEmpty();
    }

    @Test
    void aModelAboveTheLimitIsIgnored() {
        ModelAssembler small = new ModelAssembler("storms", new ModelLimits(SIZE - 1, 10_000));
        for (PublishedRecord record : records(version(1, 7, 3))) {
            assertThat(small.accept(key(record), record.value())).isEmpty();
        }
        assertThat(small.refused()).isEqualTo(1);
    }

    @Test
    void chunksThatNeverCompleteTakeBoundedMemory() {
        for (int v = 0; v < 1000; v++) {
            PublishedRecord first = records(version(1, 7, v)).get(0);
            assertThat(feedback(first)).isEmpty();
            assertThat(assembler.pendingBytes()).isLessThanOrEqualTo(10_000);
        }
        assertThat(feedAll(version(1, 7, 1000))).isPresent();
    }

    @Test
    void aManifestFloodTakesBoundedMemory() {
        for (int v = 0; v < 1000; v++) {
            assertThat(feedback(records(version(1, 7, v)).get(4))).isEmpty();
        }
        assertThat(assembler.pendingVersions()).isLessThanOrEqualTo(65);
    }

    /**
     * Whatever is lost, repeated, damaged or comes in another order, across servers that overlap: what comes out is one
     * of the versions that were published, bit for bit, and never an older one after a newer one of the same server.
     */
    @Test
    void aDamagedLogNeverYieldsAModelThatWasNotPublished() {
        int yielded = 0;
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            ModelAssembler reader = new ModelAssembler("storms", new ModelLimits(SIZE, 10_000));
            ModelVersion before = null;
            for (PublishedRecord record : damaged(random)) {
                Optional<PublishedModel> model = reader.accept(key(record), record.value());
                assertThat(reader.pendingBytes()).isBetween(0L, 10_000L);
                if (model.isPresent()) {
                    ModelVersion found = model.get().version();
                    assertThat(found)
                            .as("seed %d", seed)
                            .usingRecursiveComparison()
                            .isEqualTo(version(found.session(), found.id().nonce(), found.version()));
                    assertFollows(before, found);
                    before = found;
                    yielded++;
                }
            }
        }
        assertThat(yielded).isGreaterThan(150);
    }

    private static void assertFollows(ModelVersion before, ModelVersion found) {
        if (before != null) {
            assertThat(found.session()).isGreaterThanOrEqualTo(before.session());
            if (found.id().sameServer(before.id())) {
                assertThat(found.version()).isGreaterThan(before.version());
            }
        }
    }

    private static List<PublishedRecord> damaged(Random random) {
        List<PublishedRecord> log = new ArrayList<>();
        for (int session = 1; session <= 3; session++) {
            for (int v = 0; v < 6; v++) {
                log.addAll(records(version(session, random.nextInt(1, 3), v)));
            }
        }
        List<PublishedRecord> damaged = new ArrayList<>();
        for (PublishedRecord record : log) {
            int fate = random.nextInt(20);
            for (int copies = fate == 0 ? 0 : fate == 1 ? 3 : 1; copies > 0; copies--) {
                damaged.add(fate == 2 ? flipped(record, random) : record);
            }
        }
        for (int swaps = random.nextInt(20); swaps > 0; swaps--) {
            int at = random.nextInt(damaged.size());
            Collections.swap(damaged, at, Math.min(damaged.size() - 1, at + random.nextInt(5)));
        }
        return damaged;
    }

    /** Damages the values of a chunk, or the hashes of a manifest; the broker's own checksum covers the rest. */
    private static PublishedRecord flipped(PublishedRecord record, Random random) {
        byte[] value = record.value().clone();
        int at = record.key().endsWith("manifest") ? 60 + random.nextInt(20) : value.length - 1 - random.nextInt(20);
        value[at] ^= (byte) (1 << random.nextInt(8));
        return new PublishedRecord(record.key(), value);
    }

    private Optional<PublishedModel> feedAll(ModelVersion version) {
        Optional<PublishedModel> last = Optional.empty();
        for (PublishedRecord record : records(version)) {
            last = feedback(record);
        }
        return last;
    }

    private Optional<PublishedModel> feedback(PublishedRecord record) {
        return assembler.accept(key(record), record.value());
    }

    private static byte[] key(PublishedRecord record) {
        return record.key().getBytes(StandardCharsets.UTF_8);
    }

    private static List<PublishedRecord> records(ModelVersion version) {
        return Logs.of(new ModelRecords(MODEL, 10), version);
    }

    /** The one version with this identity: its values follow from it. */
    private static ModelVersion version(long session, long nonce, long version) {
        Random random = new Random(session * 1_000_003 + nonce * 1009 + version);
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = random.nextFloat();
        }
        TrainingTotals totals =
                new TrainingTotals(version * 10, random.nextLong(), version, version, 0.5, 0.7, version);
        return new ModelVersion(
                "storms", new VersionId(session, nonce, version), new long[] {version, version}, values, totals, false);
    }
}
