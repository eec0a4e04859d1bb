package io.backflow.dashboard.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.backflow.dashboard.view.RunView;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of the page, on the loopback interface. It loads nothing from elsewhere, lets no other page read it, and
 * answers at most {@link #VIEWERS} viewers.
 */
public final class PageServer implements AutoCloseable {

    /** Viewers at a time. */
    static final int VIEWERS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);
    private static final int THREADS = VIEWERS + 8;
    private static final int BACKLOG = 16;
    private static final long CLOSE_MILLIS = 1000;
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final HttpServer server;
    private final ExecutorService threads;
    private final EventStream events;
    private final Files files = new Files();
    private final Semaphore seats = new Semaphore(VIEWERS);

    private PageServer(HttpServer server, RunView view) {
        this.server = server;
        events = new EventStream(view);
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "dashboard-server-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Serves the page of {@code view}.
     *
     * @param port 0: any free one
     * @throws BindException where the port is taken
     */
    public static PageServer start(RunView view, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
        PageServer page = new PageServer(HttpServer.create(address, BACKLOG), view);
        page.server.setExecutor(page.threads);
        page.server.createContext("/", page::answer);
        page.server.start();
        return page;
    }

    /** Where a browser on this machine finds the page. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            protect(exchange.getResponseHeaders());
            Admission.Refusal refusal = Admission.refusal(exchange.getRequestMethod(), exchange.getRequestHeaders());
            if (refusal != null) {
                send(exchange, refusal.status(), refusal.sentence());
            } else if (exchange.getRequestURI().getPath().equals("/events")) {
                sendEvents(exchange);
            } else {
                sendFile(exchange);
            }
        } catch (IOException e) {
            LOG.debug("a viewer has left", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) { // the viewer sees the end of the answer; others are served
            LOG.warn("a request could not be answered", e);
        }
    }

    private static void protect(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private void sendEvents(HttpExchange exchange) throws IOException, InterruptedException {
        if (!seats.tryAcquire()) {
            send(exchange, 503, VIEWERS + " viewers watch this page already; close one");
            return;
        }
        try {
            events.send(exchange);
        } finally {
            seats.release();
        }
    }

    private void sendFile(HttpExchange exchange) throws IOException {
        Files.File file = files.at(exchange.getRequestURI().getPath());
        if (file == null) {
            send(exchange, 404, "there is no such page; open /");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", file.type());
        send(exchange, 200, file.content());
    }

    private static void send(HttpExchange exchange, int status, String sentence) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        send(exchange, status, (sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, content.length);
        exchange.getResponseBody().write(content);
    }

    /** Ends what viewers watch with the last state, and listens no more. */
    @Override
    public void close() {
        events.close();
        try {
            if (!seats.tryAcquire(VIEWERS, CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("a viewer does not read its last state");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
