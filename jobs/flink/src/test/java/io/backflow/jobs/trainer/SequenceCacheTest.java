package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SequenceCacheTest {

    private static final Window WINDOW = new Window(List.of(new Step("x", 0, 0, new float[] {1})), 0, false);

    private final Disk disk = new Disk();
    private final Marks marks = new Marks();
    private final SequenceCache cache = cache(SequenceCache.MOST_BYTES);

    private SequenceCache cache(long mostBytes) {
        return new SequenceCache(
                new SequenceStore(disk, 2), marks.waiting, this::currentKey, SequenceCacheTest::lastDigit, mostBytes);
    }

    private void currentKey(String id) {
        disk.key = id;
        marks.key = id;
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

    @Test
    void sequencesWhoseWindowsWaitAreMarkedAndNoOthers() {
        use(cache, "a");
        cache.get("b").ready.add(WINDOW);
        use(cache, "b");
        cache.writeBack();
        assertThat(marks.kept).containsExactly("b");

        cache.get("a").ready.add(WINDOW);
        use(cache, "a");
        cache.get("b").ready.clear();
        use(cache, "b");
        cache.writeBack();
        assertThat(marks.kept).containsExactly("a");

        SequenceState gone = cache.get("a");
        gone.ready.clear();
        gone.expired = true;
        cache.keep("a", gone);
        assertThat(marks.kept).isEmpty();
        assertThat(marks.writes).as("of marks that were not there").isEqualTo(4);
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

    /** Each state is about 1,000 bytes: 160 of them fill it, and 10 the part that it takes then. */
    @Test
    void whereNoStateIsUsedAgainItHoldsFew() {
        SequenceCache full = cache(160_000);
        for (int i = 0; i < 1000; i++) {
            use(full, "often");
        }
        full.writeBack();
        int before = disk.writes;
        int held = 0;
        for (int i = 0; i < 400; i++) {
            use(full, "once-" + i);
            held = i < 200 ? 0 : Math.max(held, i + 1 - (disk.writes - before));
        }

        assertThat(held).isBetween(5, 15);
    }

    @Test
    void whereSomeAreUsedAgainItHoldsMany() {
        SequenceCache full = cache(160_000);
        for (int i = 0; i < 1000; i++) {
            use(full, "often");
            use(full, "once-" + i);
        }

        assertThat(disk.reads - 1000).as("times that it was emptied").isBetween(5, 10);
    }

    @Test
    void onceStatesAreUsedAgainItHoldsThem() {
        SequenceCache full = cache(160_000);
        for (int i = 0; i < 1000; i++) {
            use(full, "once-" + i);
        }
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 50; i++) {
                use(full, "s-" + i);
            }
        }
        int before = disk.writes;

        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 50; i++) {
                use(full, "s-" + i);
            }
        }

        assertThat(disk.writes).isEqualTo(before);
        full.writeBack();
        assertThat(count("s-7")).isEqualTo(30);
    }

    /** Of a state that was only read, nothing is written. */
    @Test
    void whatHasChangedGoesBackByKeyGroupAndWithinOneAsItCame() {
        for (String id : List.of("s-31", "s-12", "s-10", "s-11", "s-22", "s-20", "s-41")) {
            use(cache, id);
        }
        cache.get("s-51");

        cache.writeBack();

        assertThat(disk.writtenTo).containsExactly("s-10", "s-20", "s-31", "s-11", "s-41", "s-12", "s-22");
    }

    private static int lastDigit(String id) {
        return id.charAt(id.length() - 1) - '0';
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
        private final List<String> writtenTo = new ArrayList<>();
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
            writtenTo.add(key);
            kept.put(key, serializer.copy(state));
        }

        @Override
        public void clear() {
            kept.remove(key);
        }
    }
}
