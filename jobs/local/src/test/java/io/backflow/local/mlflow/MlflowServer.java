package io.backflow.local.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the documentation of MLflow's REST interface says that a tracking server with a proxy for artifacts does, as far
 * as runs and registered models go. It refuses what the documentation does not know.
 */
public final class MlflowServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, String> experiments = new TreeMap<>();
    private final Map<String, Integer> models = new TreeMap<>();

    /** What was logged to runs, as it came. */
    public final List<JsonNode> metrics = new ArrayList<>();

    /** Parameters of runs. */
    public final Map<String, String> params = new TreeMap<>();

    /** Artifacts by path. */
    public final Map<String, byte[]> artifacts = new TreeMap<>();

    /** Requests for new versions of models. */
    public final List<JsonNode> versions = new ArrayList<>();

    /** The value of the header of each request; empty where there was none. */
    public final List<String> authorizations = new ArrayList<>();

    /** How runs stand. */
    public final Map<String, String> statuses = new TreeMap<>();

    /** Where artifacts of runs lie. */
    public volatile String artifactRoot = "mlflow-artifacts:/";

    /** Answers nothing but an error of its own while this is set. */
    public volatile boolean broken;

    private MlflowServer(HttpServer server) {
        this.server = server;
    }

    /** Starts on a free port of the loopback interface. */
    public static MlflowServer start() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        MlflowServer mlflow = new MlflowServer(HttpServer.create(address, 16));
        mlflow.server.createContext("/", mlflow::answer);
        mlflow.server.start();
        return mlflow;
    }

    /** Where it listens. */
    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.add(authorization == null ? "" : authorization);
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (broken) {
                send(exchange, 500, "<html>Internal Server Error</html>");
            } else if (path.startsWith("/api/2.0/mlflow-artifacts/artifacts/") && is(exchange, "PUT")) {
                artifacts.put(path.substring("/api/2.0/mlflow-artifacts/artifacts/".length()), body);
                send(exchange, 200, "{}");
            } else if (path.startsWith("/api/2.0/mlflow/")) {
                method(exchange, path.substring("/api/2.0/mlflow/".length()), body);
            } else {
                send(exchange, 404, "not found");
            }
        }
    }

    private static boolean is(HttpExchange exchange, String method) {
        return exchange.getRequestMethod().equals(method);
    }

    private void method(HttpExchange exchange, String method, byte[] body) throws IOException {
        if (method.equals("experiments/get-by-name") && is(exchange, "GET")) {
            String name = exchange.getRequestURI().getQuery().replaceFirst("^experiment_name=", "");
            String id = experiments.get(name);
            if (id == null) {
                refuse(exchange, 404, "RESOURCE_DOES_NOT_EXIST", "No Experiment with name=" + name + " exists");
            } else {
                ObjectNode found = JSON.createObjectNode();
                found.putObject("experiment").put("experiment_id", id).put("name", name);
                send(exchange, 200, found.toString());
            }
            return;
        }
        if (!is(exchange, "POST")) {
            send(exchange, 405, "");
            return;
        }
        JsonNode request = JSON.readTree(body);
        switch (method) {
            case "experiments/create" -> {
                String id = Integer.toString(experiments.size() + 1);
                experiments.put(request.required("name").asText(), id);
                send(
                        exchange,
                        200,
                        JSON.createObjectNode().put("experiment_id", id).toString());
            }
            case "runs/create" -> create(exchange, request);
            case "runs/log-batch" -> log(exchange, request);
            case "runs/update" -> {
                statuses.put(
                        request.required("run_id").asText(),
                        request.required("status").asText());
                send(exchange, 200, "{}");
            }
            case "registered-models/create" -> {
                String name = request.required("name").asText();
                if (models.putIfAbsent(name, 0) != null) {
                    refuse(exchange, 400, "RESOURCE_ALREADY_EXISTS", "Registered Model (name=" + name + ") exists");
                } else {
                    send(exchange, 200, "{}");
                }
            }
            case "model-versions/create" -> {
                request.required("source");
                request.required("run_id");
                versions.add(request);
                int version = models.merge(request.required("name").asText(), 1, Integer::sum);
                ObjectNode made = JSON.createObjectNode();
                made.putObject("model_version").put("version", Integer.toString(version));
                send(exchange, 200, made.toString());
            }
            default -> refuse(exchange, 404, "ENDPOINT_NOT_FOUND", method);
        }
    }

    private void create(HttpExchange exchange, JsonNode request) throws IOException {
        String experiment = request.required("experiment_id").asText();
        if (!experiments.containsValue(experiment)
                || !request.required("start_time").isIntegralNumber()) {
            refuse(exchange, 400, "INVALID_PARAMETER_VALUE", "no such experiment");
            return;
        }
        String id = "run" + statuses.size();
        statuses.put(id, "RUNNING");
        ObjectNode made = JSON.createObjectNode();
        made.putObject("run")
                .putObject("info")
                .put("run_id", id)
                .put("artifact_uri", artifactRoot + experiment + "/" + id + "/artifacts");
        send(exchange, 200, made.toString());
    }

    private void log(HttpExchange exchange, JsonNode request) throws IOException {
        if (!statuses.containsKey(request.required("run_id").asText())) {
            refuse(exchange, 404, "RESOURCE_DOES_NOT_EXIST", "no such run");
            return;
        }
        for (JsonNode metric : request.path("metrics")) {
            metric.required("key");
            if (!metric.required("value").isNumber()
                    || !metric.required("timestamp").isIntegralNumber()
                    || !metric.required("step").isIntegralNumber()) {
                refuse(exchange, 400, "INVALID_PARAMETER_VALUE", metric.toString());
                return;
            }
            metrics.add(metric);
        }
        for (JsonNode param : request.path("params")) {
            params.put(param.required("key").asText(), param.required("value").asText());
        }
        send(exchange, 200, "{}");
    }

    private static void refuse(HttpExchange exchange, int status, String code, String message) throws IOException {
        send(
                exchange,
                status,
                JSON.createObjectNode()
                        .put("error_code", code)
                        .put("message", message)
                        .toString());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
