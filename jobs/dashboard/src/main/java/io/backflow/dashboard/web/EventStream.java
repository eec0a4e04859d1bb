package io.backflow.dashboard.web;

import com.sun.net.httpserver.HttpExchange;
import io.backflow.dashboard.view.RunView;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Server-sent events: the state of the run, once a second, until the viewer leaves or the server is closed. */
final class EventStream {

    /** Sequences that one viewer may pick. */
    static final int PICKED = 4;

    private static final int LONGEST_ID = 1000;
    private static final long INTERVAL_MILLIS = 1000;

    private final RunView view;
    private final CountDownLatch closed = new CountDownLatch(1);

    EventStream(RunView view) {
        this.view = view;
    }

    /** Sends events on {@code exchange}, whose headers are set; returns when it is over. */
    void send(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        try (RunView.Viewer viewer = view.open(picked(exchange.getRequestURI().getRawQuery()));
                OutputStream out = exchange.getResponseBody()) {
            boolean open = true;
            while (open) {
                write(out, "state", Json.of(viewer.state()));
                open = !closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
            }
            write(out, "state", Json.of(viewer.state()));
            write(out, "end", "{}");
        }
    }

    private static void write(OutputStream out, String event, String data) throws IOException {
        out.write(("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The values of the parameters {@code sequence}. */
    static List<String> picked(@Nullable String query) {
        return Stream.of((query == null ? "" : query).split("&"))
                .filter(parameter -> parameter.startsWith("sequence="))
                .map(parameter -> decoded(parameter.substring("sequence=".length())))
                .filter(id -> !id.isEmpty() && id.length() <= LONGEST_ID)
                .distinct()
                .limit(PICKED)
                .toList();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Ends all streams. */
    void close() {
        closed.countDown();
    }
}
