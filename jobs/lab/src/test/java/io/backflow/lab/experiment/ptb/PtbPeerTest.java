package io.backflow.lab.experiment.ptb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.lab.experiment.ptb.PtbPeer.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

class PtbPeerTest {

    @Test
    void whatTheProgramMeasuredIsReadFromItsLines() {
        Reading reading = Reading.parse(List.of("loaded", "perplexity 512.25", "tokens_per_s 2400.5"));

        assertThat(reading).isEqualTo(new Reading(512.25, 2400.5));
        assertThat(reading.line()).contains("libtorch on one thread: 2401 tokens", "perplexity 512.3 in 400");
    }

    @Test
    void aProgramThatMeasuredNothingIsQuoted() {
        assertThatThrownBy(() -> Reading.parse(List.of("perplexity 512.25", "out of memory")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no tokens_per_s")
                .hasMessageContaining("out of memory");
    }
}
