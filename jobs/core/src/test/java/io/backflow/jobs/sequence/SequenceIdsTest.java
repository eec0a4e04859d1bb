package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SequenceIdsTest {

    private final SequenceIds ids = new SequenceIds();

    @Test
    void theSameBytesGiveTheSameStringAgain() {
        byte[] source = "..pump-7..".getBytes(StandardCharsets.UTF_8);

        String first = ids.of(source, 2, 8);

        assertThat(first).isEqualTo("pump-7");
        assertThat(ids.of("pump-7".getBytes(StandardCharsets.UTF_8), 0, 6)).isSameAs(first);
    }

    /** Ten times as many as there are places, each longer or shorter than the one before it. */
    @Test
    void neverGivesAnotherSequencesId() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 80_000; i++) {
                String id = "é" + i;
                byte[] source = id.getBytes(StandardCharsets.UTF_8);
                assertThat(ids.of(source, 0, source.length)).isEqualTo(id);
            }
        }
    }

    /** "Aa" and "BB" have one hash, and one place. */
    @Test
    void idsOfOneHashAreToldApart() {
        for (String id : new String[] {"Aa", "BB", "Aa", "AaB", "BBB"}) {
            byte[] source = id.getBytes(StandardCharsets.UTF_8);
            assertThat(ids.of(source, 0, source.length)).isEqualTo(id);
        }
    }

    @Test
    void bytesThatAreNoTextGiveNothing() {
        byte[] source = {'a', (byte) 0x80};

        assertThat(ids.of(source, 0, 2)).isNull();
        assertThat(ids.of(source, 0, 2)).isNull();
        assertThat(ids.of(source, 0, 1)).isEqualTo("a");
        assertThat(ids.of(source, 1, 1)).isEmpty();
    }
}
