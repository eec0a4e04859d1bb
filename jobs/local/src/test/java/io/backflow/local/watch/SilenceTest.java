package io.backflow.local.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private long seconds = -7; // clocks of nanoseconds may be negative
    private Optional<String> obstacle = Optional.empty();
    private final List<String> said = new ArrayList<>();

    @Test
    void aTerminalShowsItEachSecondFromTheTenthOn() {
        Silence silence = silence(true);

        listen(silence, 12);

        assertThat(said)
                .containsExactly("no step learnt for 10 s", "no step learnt for 11 s", "no step learnt for 12 s");
    }

    @Test
    void aLogGetsItAfterEverLongerTimes() {
        listen(silence(false), 3600);

        assertThat(said).hasSize(9).startsWith("no step learnt for 10 s", "no step learnt for 20 s");
        assertThat(said.get(8)).isEqualTo("no step learnt for 2560 s");
    }

    @Test
    void aReportBreaksIt() {
        Silence silence = silence(false);
        listen(silence, 25);
        silence.broken();
        said.clear();

        listen(silence, 10);

        assertThat(said).containsExactly("no step learnt for 10 s");
    }

    @Test
    void whatStandsInTheWayIsSaid() {
        obstacle = Optional.of("the broker at a:9092 does not answer");

        listen(silence(true), 10);

        assertThat(said).containsExactly("no step learnt for 10 s: the broker at a:9092 does not answer");
    }

    private Silence silence(boolean terminal) {
        return new Silence("no step learnt", terminal, () -> obstacle, () -> seconds * 1_000_000_000L);
    }

    private void listen(Silence silence, int forSeconds) {
        for (int i = 0; i < forSeconds; i++) {
            seconds++;
            silence.sentence().ifPresent(said::add);
        }
    }
}
