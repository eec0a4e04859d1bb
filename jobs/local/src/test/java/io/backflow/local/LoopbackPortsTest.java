package io.backflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {

    /** The first port that Linux gives to a connection that goes out, as it is set up by default. */
    private static final int OUTGOING = 32_768;

    @Test
    void noConnectionThatGoesOutBeginsAtAPortOfABroker() throws IOException {
        for (int i = 0; i < 20; i++) {
            LoopbackPorts ports = LoopbackPorts.free();

            assertThat(ports.first()).isBetween(1024, OUTGOING - 1).isNotEqualTo(ports.second());
            assertThat(ports.second()).isBetween(1024, OUTGOING - 1);
        }
    }
}
