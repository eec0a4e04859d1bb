package io.backflow.local.watch;

import java.io.PrintWriter;

/** The line that says how things stand: on a terminal one that is written over, elsewhere one now and then. */
public final class StatusLine {

    private static final long PLAIN_INTERVAL_NANOS = 5_000_000_000L;
    private static final String ERASE = "\r\u001b[K";

    /** A terminal cuts what is printed between these two at its last column, however wide it is by now. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintWriter out;
    private final boolean terminal;
    private boolean shown;
    private long lastPlain = System.nanoTime();

    public StatusLine(Screen screen) {
        out = screen.err();
        terminal = screen.terminal();
    }

    /** Says how things stand now. */
    public void show(String text) {
        if (terminal) {
            out.print(ERASE + NO_WRAP + text + WRAP);
            out.flush();
            shown = true;
        } else if (System.nanoTime() - lastPlain >= PLAIN_INTERVAL_NANOS) {
            lastPlain = System.nanoTime();
            out.println(text);
        }
    }

    /** Makes room for other lines. */
    public void clear() {
        if (shown) {
            out.print(ERASE);
            out.flush();
            shown = false;
        }
    }
}
