package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.SequenceState;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SequenceCacheTest {

    private final Disk disk = new Disk();
    private final SequenceCache cache = cache(SequenceCache.MOST_BYTES);

    private SequenceCache cache(long mostBytes) {
        return new SequenceCache(new SequenceStore(disk, 2), id -> disk.key = id, mostBytes);
    }

    @Test
    void aStateIsReadOnceAndWrittenAtTheBarrier() {
        for (int step = 0; step < 10; step++) {
            use(cache, "a");
            use(cache, "b");
        }
        assertThat(disk.kept).isEmpty();

        cache.writeBack();

        assertThat(disk.reads).isEqualTo(2);
        assertThat(disk.writes).isEqualTo(2);
        assertThat(count("a")).isEqualTo(10);
        assertThat(count("b")).isEqualTo(10);
    }

    @Test
    void afterABarrierItIsReadAgain() {
        use(cache, "a");
        SequenceState before = cache.get("a");
        cache.writeBack();

        use(cache, "a");

        assertThat(cache.get("a")).isNotSameAs(before);
        assertThat(cache.get("a").recurrent[0]).isEqualTo(2);
    }

    @Test
    void whatIsNotKeptIsNotWritten() {
        cache.get("a").recurrent[0] = 7;

        assertThat(cache.holds("a")).isFalse();
        cache.writeBack();
        assertThat(disk.writes).isZero();
    }

    @Test
    void aStateThatIsNotWorthKeepingIsForgottenAtOnce() {
        use(cache, "a");
        cache.writeBack();
        SequenceState state = cache.get("a");
        state.expired = true;

        cache.keep("a", state);

        assertThat(disk.kept).isEmpty();
        assertThat(cache.holds("a")).isFalse();
        assertThat(cache.get("a").recurrent[0]).isZero();
        cache.writeBack();
        assertThat(disk.kept).isEmpty();
    }

    @Test
    void aStateThatIsKeptAgainAfterItWasForgottenIsWritten() {
        use(cache, "a");
        SequenceState state = cache.get("a");
        state.expired = true;
        cache.keep("a", state);
        state.expired = false;

        cache.keep("a", state);
        cache.writeBack();

        assertThat(count("a")).isEqualTo(1);
    }

    @Test
    void itHoldsWhatWasKeptSinceTheBarrierAndBeforeIt() {
        use(cache, "a");
        cache.writeBack();
        use(cache, "b");

        assertThat(cache.holds("a")).isTrue();
        assertThat(cache.holds("b")).isTrue();
        assertThat(cache.holds("c")).isFalse();
    }

    /** A caller goes on with a state that was written back meanwhile, as one of a minibatch does. */
    @Test
    void whereItIsFullNothingIsLost() {
        SequenceCache small = cache(5000);
        for (int round = 0; round < 3; round++) {
            SequenceState first = small.get("s-0");
            for (int i = 1; i < 50; i++) {
                SequenceState state = small.get("s-" + i);
                state.recurrent[0]++;
                small.keep("s-" + i, state);
            }
            first.recurrent[0]++;
            small.keep("s-0", first);
        }
        assertThat(disk.writes).isGreaterThan(100);

        small.writeBack();

        for (int i = 0; i < 50; i++) {
            assertThat(count("s-" + i)).isEqualTo(3);
        }
    }

    private static void use(SequenceCache cache, String id) {
        SequenceState state = cache.get(id);
        state.recurrent[0]++;
        cache.keep(id, state);
    }

    private float count(String id) {
        SequenceState state = disk.kept.get(id);
        return state == null ? 0 : state.recurrent[0];
    }

    /** What is read is a copy, and what is written is copied, as by a state backend on disk. */
    private static final class Disk implements ValueState<SequenceState> {

        private final Map<String, SequenceState> kept = new HashMap<>();
        private final SequenceStateSerializer serializer = new SequenceStateSerializer();
        private String key = "";
        private int reads;
        private int writes;

        @Override
        public @Nullable SequenceState value() {
            reads++;
            SequenceState state = kept.get(key);
            return state == null ? null : serializer.copy(state);
        }

        @Override
        public void update(SequenceState state) {
            writes++;
            kept.put(key, serializer.copy(state));
        }

        @Override
        public void clear() {
            kept.remove(key);
        }
    }
}
