package io.backflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TimingLogTest {

    private static final Path SERVER = Path.of("taskmanager-1.log");
    private static final Path OTHER = Path.of("taskmanager-2.log");
    private static final String HEAD = "2026-01-01 00:00:00,000 TRACE [trainer] i.b.j.f.FeedbackTiming ";

    private final TimingLog log = new TimingLog();

    @Test
    void measuresFromTheServerToTheOtherProcess() {
        log.take(SERVER, HEAD + "emitted 1 7 0 1000");
        log.take(SERVER, HEAD + "received 1 7 0 1200");
        log.take(OTHER, HEAD + "received 1 7 0 6000");
        log.take(OTHER, "2026-01-01 00:00:00,000 INFO [main] o.a.f.Something received 1 7 0 9999");

        assertThat(log.acrossProcesses(0)).containsExactly(5000L);
    }

    @Test
    void aVersionThatIsEmittedAgainIsMeasuredFromTheLastTime() {
        log.take(SERVER, HEAD + "emitted 1 7 0 1000");
        log.take(SERVER, HEAD + "emitted 1 7 0 2000");
        log.take(OTHER, HEAD + "received 1 7 0 1500");
        log.take(OTHER, HEAD + "received 1 7 0 2600");

        assertThat(log.acrossProcesses(0)).containsExactly(500L, 600L);
    }

    @Test
    void theWarmUpDoesNotCount() {
        log.take(SERVER, HEAD + "emitted 1 7 0 1000");
        log.take(OTHER, HEAD + "received 1 7 0 1500");
        log.take(SERVER, HEAD + "emitted 1 8 0 9000");
        log.take(OTHER, HEAD + "received 1 8 0 9100");

        assertThat(log.acrossProcesses(5000)).containsExactly(100L);
    }
}
