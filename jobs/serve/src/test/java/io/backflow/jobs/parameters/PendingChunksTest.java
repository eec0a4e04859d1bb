package io.backflow.jobs.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.VersionId;
import io.backflow.schema.ParameterChunk;
import io.backflow.schema.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many small chunks whose manifest never comes. */
class PendingChunksTest {

    private static final int FLOOD = 500_000;
    private static final Wire<ParameterChunk> WIRE =
            Wire.of(ParameterChunk.class, ParameterChunk.getClassSchema(), Wire.ONE_MEBIBYTE);

    private final ModelLimits limits = ModelLimits.forModelsOf(1_000, 1);

    @ParameterizedTest(name = "{0} values each")
    @ValueSource(ints = {0, 1})
    void aFloodOfChunksTakesBoundedMemory(int values) {
        ModelAssembler reader = new ModelAssembler("storms", limits);
        long before = used();

        for (int i = 0; i < FLOOD; i++) {
            reader.accept(key("storms/chunk-" + i), WIRE.encode(chunk(i, values)));
            assertThat(reader.pendingBytes()).isLessThanOrEqualTo(limits.pendingBytes());
        }

        assertThat(reader.refused()).isEqualTo(values == 0 ? FLOOD : 0);
        assertThat(used() - before)
                .as("the budget, and noise of the JVM's own")
                .isLessThan(limits.pendingBytes() + (8 << 20));
        assertThat(reader.pendingBytes()).isLessThanOrEqualTo(limits.pendingBytes());
    }

    /** With a budget below what is really taken, the bound would be a number only. */
    @Test
    void anEntryTakesNoMoreMemoryThanItIsCountedFor() {
        int entries = 100_000;
        PendingChunks pool = new PendingChunks(Long.MAX_VALUE);
        long before = used();

        for (int i = 0; i < entries; i++) {
            pool.add("chunk-" + i, new VersionId(1, 7, i), chunk(i, 1));
        }

        assertThat(used() - before).isPositive().isLessThan(pool.bytes());
        assertThat(pool.bytes()).isEqualTo((long) entries * (PendingChunks.OVERHEAD + Float.BYTES));
    }

    @Test
    void halfOfAFullPoolIsGivenUpInAMoment() {
        int entries = 200_000;
        PendingChunks pool = new PendingChunks(Long.MAX_VALUE);
        for (int i = 0; i < entries; i++) {
            pool.add("chunk-" + i, new VersionId(1, 7, i), chunk(i, 1));
        }
        long start = System.nanoTime();

        pool.keep(id -> id.version() % 2 == 0);

        assertThat(pool.bytes()).isEqualTo(entries / 2L * (PendingChunks.OVERHEAD + Float.BYTES));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("a search past all that stays takes longer by orders of magnitude")
                .isLessThan(Duration.ofSeconds(5));
    }

    private static ParameterChunk chunk(int index, int values) {
        return new ParameterChunk(
                "storms", 1L, 7L, (long) index, index, 0, ByteBuffer.wrap(new byte[Float.BYTES * values]));
    }

    private static byte[] key(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
