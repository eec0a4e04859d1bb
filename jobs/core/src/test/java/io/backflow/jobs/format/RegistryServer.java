package io.backflow.jobs.format;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A small registry over HTTP, with the answers that a test gives it. */
public final class RegistryServer implements AutoCloseable {

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile Answer otherwise = new Answer(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}");
    private volatile int failures;

    private RegistryServer(HttpServer server) {
        this.server = server;
    }

    /** A registry on a free port of the loopback interface, which knows nothing. */
    public static RegistryServer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RegistryServer registry = new RegistryServer(http);
        http.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "registry");
            thread.setDaemon(true);
            return thread;
        }));
        http.createContext("/", registry::answer);
        http.start();
        return registry;
    }

    /** Its address. */
    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Answers {@code body} to {@code path} from now on. */
    public RegistryServer knows(String path, String body) {
        answers.put(path, new Answer(200, body));
        return this;
    }

    /** Answers so to every path that it does not know. */
    void answersOtherwise(int status, String body) {
        otherwise = new Answer(status, body);
    }

    /** Fails so many requests with 503. */
    void fails(int requests) {
        failures = requests;
    }

    /** The paths that were asked for. */
    public List<String> asked() {
        return asked;
    }

    List<String> authorizations() {
        return authorizations;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        asked.add(path);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Answer answer = answers.getOrDefault(path, otherwise);
        if (failures > 0) {
            failures--;
            answer = new Answer(503, "");
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
