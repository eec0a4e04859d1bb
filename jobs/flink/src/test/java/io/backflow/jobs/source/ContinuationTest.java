package io.backflow.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.StartConfig.LogChanged;
import io.backflow.jobs.source.TopicExtent.Offsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContinuationTest {

    private static final SavedLog LOG = new SavedLog("steps", "id");

    @ParameterizedTest
    @EnumSource(LogChanged.class)
    void theSameLogIsReadOnWhereItWasLeft(LogChanged rule) {
        Continuation on = Continuation.of(LOG, saved(120, 80), log("id", offsets(0, 200), offsets(0, 80)), rule);

        assertThat(on.offsets()).isEqualTo(saved(120, 80));
        assertThat(on.notices()).isEmpty();
    }

    @Test
    void aStateWithoutAnIdIsComparedByNameAndOffsets() {
        SavedLog unknown = new SavedLog("steps", "");

        assertThat(Continuation.of(unknown, saved(120), log("any", offsets(0, 200)), LogChanged.REFUSE)
                        .offsets())
                .isEqualTo(saved(120));
        assertThatThrownBy(() -> Continuation.of(
                        new SavedLog("others", ""), saved(120), log("any", offsets(0, 200)), LogChanged.REFUSE))
                .hasMessageContaining("the state's offsets are those of topic others");
    }

    @Test
    void anotherIdIsRefusedOrKeptOrReadAnew() {
        TopicExtent anew = log("other", offsets(5, 200));

        assertThatThrownBy(() -> Continuation.of(LOG, saved(120), anew, LogChanged.REFUSE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("created anew", "kafka.start.log_changed");
        assertThat(Continuation.of(LOG, saved(120), anew, LogChanged.KEEP_OFFSETS)
                        .offsets())
                .isEqualTo(saved(120));
        Continuation earliest = Continuation.of(LOG, saved(120), anew, LogChanged.EARLIEST);
        assertThat(earliest.offsets()).isEqualTo(saved(5));
        assertThat(earliest.notices()).hasSize(1);
    }

    @Test
    void recordsThatWereDeletedUnreadAreCounted() {
        TopicExtent cut = log("id", offsets(500, 600));

        assertThatThrownBy(() -> Continuation.of(LOG, saved(120), cut, LogChanged.REFUSE))
                .hasMessageContaining("begins at offset 500 and was read up to 120: 380 records");
        Continuation on = Continuation.of(LOG, saved(120), cut, LogChanged.KEEP_OFFSETS);
        assertThat(on.offsets()).isEqualTo(saved(500));
        assertThat(on.notices()).singleElement().asString().contains("380 records");
    }

    @ParameterizedTest
    @EnumSource(names = "EARLIEST", mode = EnumSource.Mode.EXCLUDE)
    void anOffsetBehindTheEndIsNotWaitedFor(LogChanged rule) {
        assertThatThrownBy(() -> Continuation.of(LOG, saved(120), log("id", offsets(0, 40)), rule))
                .hasMessageContaining("ends at offset 40 and was read up to 120");
    }

    @Test
    void newPartitionsAreReadFromTheirBeginningAndSaid() {
        Continuation on =
                Continuation.of(LOG, saved(120), log("id", offsets(0, 200), offsets(3, 9)), LogChanged.REFUSE);

        assertThat(on.offsets()).isEqualTo(saved(120, 3));
        assertThat(on.notices()).singleElement().asString().contains("new partitions, [1]");
    }

    @Test
    void aPartitionThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> Continuation.of(LOG, saved(120, 7), log("id", offsets(0, 200)), LogChanged.REFUSE))
                .hasMessageContaining("partition 1 is not there");
    }

    private static Offsets offsets(long begin, long end) {
        return new Offsets(begin, end, end);
    }

    private static TopicExtent log(String id, Offsets... partitions) {
        SortedMap<Integer, Offsets> all = new TreeMap<>();
        for (Offsets partition : partitions) {
            all.put(all.size(), partition);
        }
        return new TopicExtent("steps", id, all);
    }

    private static SortedMap<Integer, Long> saved(long... offsets) {
        SortedMap<Integer, Long> saved = new TreeMap<>(Map.of());
        for (long offset : offsets) {
            saved.put(saved.size(), offset);
        }
        return saved;
    }
}
