package io.backflow.jobs.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardValuesTest {

    private static final int LENGTH = 60;

    @Test
    void whatHasChangedTravelsAloneAndIsPutInItsPlace() {
        float[] shard = {0f, 1f, 2f, 3f, 4f, 5f};
        ShardValues changed = ShardValues.changed(shard, new Stretches(7, new int[] {1, 2, 4, 6}));

        float[] model = new float[8];
        changed.copyTo(model, 2);

        assertThat(changed.packed()).containsExactly(1f, 4f, 5f);
        assertThat(model).containsExactly(0f, 0f, 0f, 1f, 0f, 0f, 4f, 5f);
    }

    /** Applied one after the other or put together first, to any version from which either follows. */
    @Test
    void whatIsPutTogetherIsWhatBothMake() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            float[] begun = random(random);
            float[] middle = begun.clone();
            float[] end = begun.clone();
            BitSet first = change(random, middle);
            System.arraycopy(middle, 0, end, 0, LENGTH);
            BitSet second = change(random, end);
            ShardValues older = ShardValues.changed(middle, new Stretches(4, bounds(first)));
            ShardValues younger = ShardValues.changed(end, new Stretches(6, bounds(second)));

            ShardValues both = younger.over(older);

            float[] from = begun.clone();
            both.copyTo(from, 0);
            assertThat(from).as("seed %d", seed).isEqualTo(end);
            first.or(second);
            assertThat(both.places().bounds()).as("seed %d", seed).isEqualTo(bounds(first));
            assertThat(both.places().since()).isEqualTo(4);
            assertThat(younger.over(new ShardValues(middle, null)).packed()).isEqualTo(end);
        }
    }

    @Test
    void whatIsPutOverAWholeShardLeavesItAsItWas() {
        float[] shard = {1f, 2f};
        ShardValues whole = new ShardValues(shard, null);

        ShardValues both = new ShardValues(new float[] {9f}, new Stretches(1, new int[] {1, 2})).over(whole);

        assertThat(both.packed()).containsExactly(1f, 9f);
        assertThat(shard).containsExactly(1f, 2f);
    }

    @Test
    void ofTwoThatWaitTheNewerWinsWhicheverCameLast() {
        ShardSnapshot older = changed(5, 4, 1f, 0, 1);
        ShardSnapshot newer = changed(6, 4, 2f, 3, 4);

        for (ShardSnapshot both : new ShardSnapshot[] {newer.over(older), older.over(newer)}) {
            assertThat(both.version()).isEqualTo(6);
            assertThat(both.content().packed()).containsExactly(1f, 2f);
            assertThat(both.content().places().bounds()).containsExactly(0, 1, 3, 4);
        }
    }

    /** The worker has taken version 5 before what waits now has come, late. */
    @Test
    void oneThatWasOvertakenIsLeftOut() {
        ShardSnapshot late = Snapshots.of(0, 3, 1f, 1f, 1f, 1f);

        ShardSnapshot both = changed(6, 5, 2f, 3, 4).over(late);

        assertThat(both.content().places().since()).isEqualTo(5);
        assertThat(both.content().packed()).containsExactly(2f);
    }

    @Test
    void slotsOfTheSessionsFirstStayWhereItIsNotTakenYet() {
        Slots slots = new Slots(new float[] {4f}, 9);
        ShardSnapshot first = Snapshots.with(slots, Snapshots.of(0, 0, 1f, 1f));

        assertThat(changed(1, 0, 2f, 1, 2).over(first).workerSlots()).isSameAs(slots);
        assertThat(first.over(changed(1, 0, 2f, 1, 2)).workerSlots()).isSameAs(slots);
    }

    @Test
    void whoNeedsAWholeShardIsNotGivenAPartOfIt() {
        ShardSnapshot part = changed(6, 5, 2f, 0, 1);

        assertThatThrownBy(part::values)
                .hasMessage("version 6 of session 1 of shard 0 has only what changed since version 5");
        assertThatThrownBy(() -> part.completedBy(Snapshots.of(0, 4, 1f, 1f)))
                .hasMessageContaining("changed since version 5, and meets version 4 of session 1");
        assertThat(part.completedBy(Snapshots.of(0, 5, 1f, 1f)).values()).containsExactly(2f, 1f);
    }

    private static ShardSnapshot changed(long version, long since, float value, int from, int to) {
        float[] packed = new float[to - from];
        Arrays.fill(packed, value);
        return Snapshots.changed(version, new ShardValues(packed, new Stretches(since, new int[] {from, to})));
    }

    private static float[] random(Random random) {
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static BitSet change(Random random, float[] values) {
        BitSet changed = new BitSet();
        int runs = random.nextInt(5);
        for (int run = 0; run < runs; run++) {
            int from = random.nextInt(LENGTH);
            changed.set(from, Math.min(LENGTH, from + 1 + random.nextInt(20)));
        }
        changed.stream().forEach(i -> values[i] = random.nextFloat());
        return changed;
    }

    private static int[] bounds(BitSet changed) {
        int[] bounds = new int[2 * LENGTH];
        int end = 0;
        for (int from = changed.nextSetBit(0); from >= 0; from = changed.nextSetBit(bounds[end - 1])) {
            bounds[end++] = from;
            bounds[end++] = changed.nextClearBit(from);
        }
        return Arrays.copyOf(bounds, end);
    }
}
