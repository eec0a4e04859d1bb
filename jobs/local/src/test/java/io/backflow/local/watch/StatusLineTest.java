package io.backflow.local.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class StatusLineTest {

    private final StringWriter written = new StringWriter();
    private final PrintWriter err = new PrintWriter(written);

    @Test
    void aTerminalWritesOverTheLineAndCutsItAtItsOwnWidth() {
        StatusLine status = new StatusLine(new Screen(err, err, true));

        status.show("100 steps");
        status.clear();

        assertThat(written).hasToString("\r\u001b[K\u001b[?7l100 steps\u001b[?7h\r\u001b[K");
    }

    @Test
    void aLogGetsNoControlCharacters() {
        StatusLine status = new StatusLine(new Screen(err, err, false));

        status.show("100 steps");
        status.clear();

        assertThat(written.toString()).doesNotContain("\u001b").doesNotContain("\r");
    }
}
