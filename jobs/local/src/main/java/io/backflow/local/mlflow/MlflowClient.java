package io.backflow.local.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests to MLflow's REST interface, version 2.0, and to its proxy for artifacts. Each has a time limit, and throws
 * {@link MlflowException} where it fails. Who asks is taken from the environment variables that MLflow's own clients
 * read.
 */
public final class MlflowClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "/api/2.0/mlflow/";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
    private static final int LONGEST_SAID = 300;

    private final String server;
    private final @Nullable String authorization;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * @param server address
     * @param environment of the process
     * @param timeout of each request
     */
    public MlflowClient(URI server, Map<String, String> environment, Duration timeout) {
        this.server = server.toString().replaceAll("/+$", "");
        this.timeout = timeout;
        authorization = authorization(environment);
        http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    private static @Nullable String authorization(Map<String, String> environment) {
        String user = environment.get("MLFLOW_TRACKING_USERNAME");
        if (user != null) {
            String both = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
            return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        }
        String token = environment.get("MLFLOW_TRACKING_TOKEN");
        return token == null ? null : "Bearer " + token;
    }

    /** An empty object, for a request. */
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** The answer to a {@code GET} of {@code method}, with one parameter. */
    JsonNode get(String method, String parameter, String value) {
        String query = parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        return answer(request(API + method + "?" + query).GET().build());
    }

    /** The answer to a {@code POST} of {@code method}. */
    JsonNode post(String method, ObjectNode body) {
        return answer(request(API + method)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** Uploads an artifact through the server, to {@code path} below the root of its artifacts. */
    void upload(String path, BodyPublisher content) {
        answer(request(ARTIFACTS + encoded(path))
                .header("Content-Type", "application/octet-stream")
                .PUT(content)
                .build());
    }

    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(timeout);
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private JsonNode answer(HttpRequest request) {
        String asked = request.method() + " " + request.uri();
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new MlflowException("MLflow does not answer " + asked + " (" + why + ")", "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MlflowException("the request " + asked + " was interrupted", "", e);
        }
        JsonNode body = parsed(response.body());
        if (response.statusCode() / 100 != 2) {
            String said = body.path("message").asText(response.body());
            throw new MlflowException(
                    "MLflow answers " + asked + " with status " + response.statusCode() + ": "
                            + said.substring(0, Math.min(said.length(), LONGEST_SAID))
                                    .replaceAll("\\s+", " "),
                    body.path("error_code").asText(""),
                    null);
        }
        return body;
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }
}
