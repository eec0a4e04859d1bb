package io.backflow.dashboard;

import io.backflow.dashboard.read.Readings;
import io.backflow.dashboard.view.RunInfo;
import io.backflow.dashboard.view.RunView;
import io.backflow.dashboard.web.PageServer;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;

/** The page of one run: reads what the run's jobs write, and serves it to browsers on this machine. */
public final class Dashboard implements AutoCloseable {

    /** The port that is tried first where none is named. */
    public static final int PORT = 8088;

    private static final int TRIED = 20;

    private final PageServer server;
    private final Readings readings;

    private Dashboard(PageServer server, Readings readings) {
        this.server = server;
        this.readings = readings;
    }

    /**
     * Starts on {@link #PORT} or, where that is taken, on one of the ports after it, else on any free one.
     *
     * @throws IOException where the page cannot be served
     */
    public static Dashboard start(DashboardSettings settings) throws IOException {
        for (int port = PORT; port < PORT + TRIED; port++) {
            try {
                return start(settings, port);
            } catch (BindException e) {
                // the next one
            }
        }
        return start(settings, 0);
    }

    /**
     * Starts on {@code port}.
     *
     * @param port 0: any free one
     * @throws BindException where the port is taken
     */
    public static Dashboard start(DashboardSettings settings, int port) throws IOException {
        RunInfo info = RunInfo.of(settings.config());
        RunView view = new RunView(settings.named(info), System::nanoTime);
        PageServer server = PageServer.start(view, port);
        return new Dashboard(server, Readings.start(settings.config(), settings.flink(), view));
    }

    /** Where a browser on this machine finds the page. */
    public URI address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        readings.close();
    }
}
