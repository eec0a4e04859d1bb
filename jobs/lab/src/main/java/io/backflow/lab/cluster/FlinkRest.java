package io.backflow.lab.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** What a JobManager reports over REST. If none answers, calls throw {@link UncheckedIOException}. */
public final class FlinkRest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SAVEPOINT_PATIENCE = Duration.ofSeconds(120);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String address;

    /** @param address such as {@code http://127.0.0.1:8081} */
    FlinkRest(String address) {
        this.address = address;
    }

    /** Whether a JobManager answers. */
    public boolean answers() {
        try {
            return get("/overview").has("taskmanagers");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /**
     * The TaskManagers to which the tasks of {@code job} are deployed now, by their names. Slots do not say so: for
     * some seconds after its start a JobManager reports those that a former one has assigned.
     */
    public Set<String> taskManagers(String job) {
        Set<String> names = new TreeSet<>();
        for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
            JsonNode detail =
                    get("/jobs/" + job + "/vertices/" + vertex.path("id").asText());
            for (JsonNode subtask : detail.path("subtasks")) {
                names.add(subtask.path("taskmanager-id").asText());
            }
        }
        return names;
    }

    /** How {@code job} stands. */
    public JobView job(String job) {
        JsonNode detail = get("/jobs/" + job);
        int tasks = 0;
        int running = 0;
        for (JsonNode vertex : detail.path("vertices")) {
            tasks += vertex.path("parallelism").asInt();
            running += vertex.path("tasks").path("RUNNING").asInt();
        }
        return new JobView(
                detail.path("state").asText(),
                detail.path("timestamps").path("RUNNING").asLong(),
                tasks,
                running);
    }

    /** The innermost sentence of what made {@code job} fail last; empty where nothing did. */
    public Optional<String> failure(String job) {
        JsonNode entries = failures(job);
        return entries.isEmpty()
                ? Optional.empty()
                : entries.get(0)
                        .path("stacktrace")
                        .asText()
                        .lines()
                        .filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t..."))
                        .reduce((outer, inner) -> inner);
    }

    /** How often {@code job} has failed in this JobManager's life, as far as Flink remembers. */
    public int failureCount(String job) {
        return failures(job).size();
    }

    private JsonNode failures(String job) {
        return get("/jobs/" + job + "/exceptions").path("exceptionHistory").path("entries");
    }

    /** Checkpoints of {@code job} that could not be written, in this JobManager's life. */
    public long failedCheckpoints(String job) {
        return get("/jobs/" + job + "/checkpoints")
                .path("counts")
                .path("failed")
                .asLong();
    }

    /**
     * When the newest completed checkpoint of {@code job} in this JobManager's life began, in milliseconds since the
     * epoch; 0: none has.
     */
    public long checkpointedAt(String job) {
        return get("/jobs/" + job + "/checkpoints")
                .path("latest")
                .path("completed")
                .path("trigger_timestamp")
                .asLong();
    }

    /** Asks for the end of {@code job}, without a savepoint. */
    public void cancel(String job) {
        send(request("/jobs/" + job + "?mode=cancel").method("PATCH", BodyPublishers.noBody()));
    }

    /**
     * Stops {@code job} with a savepoint under {@code folder} and returns where it lies. A JobManager that is too busy
     * to answer is asked again; by the trigger ID it recognises the same request.
     */
    public String stopWithSavepoint(String job, Path folder) throws InterruptedException {
        String trigger = UUID.randomUUID().toString().replace("-", "");
        JsonNode order = JSON.createObjectNode()
                .put("targetDirectory", folder.toUri().toString())
                .put("drain", false)
                .put("triggerId", trigger);
        String last = "its savepoint is not complete";
        long deadline = System.nanoTime() + SAVEPOINT_PATIENCE.toNanos();
        boolean asked = false;
        while (System.nanoTime() < deadline) {
            try {
                if (!asked) {
                    send(request("/jobs/" + job + "/stop")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(order.toString())));
                    asked = true;
                }
                JsonNode answer = get("/jobs/" + job + "/savepoints/" + trigger);
                if (answer.path("status").path("id").asText().equals("COMPLETED")) {
                    return location(job, answer.path("operation"));
                }
            } catch (UncheckedIOException e) {
                asked = false;
                last = String.valueOf(e.getMessage());
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("job " + job + " was not stopped with a savepoint in "
                + SAVEPOINT_PATIENCE.toSeconds() + " s: " + last);
    }

    private static String location(String job, JsonNode operation) {
        if (operation.has("location")) {
            return operation.path("location").asText();
        }
        JsonNode cause = operation.path("failure-cause");
        throw new IllegalStateException("job " + job + " could not be stopped with a savepoint: "
                + cause.path("stack-trace")
                        .asText(cause.path("class").asText())
                        .lines()
                        .findFirst()
                        .orElse("no reason is known"));
    }

    private JsonNode get(String path) {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE);
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 400) {
                throw new IOException(response.request().uri() + " answers " + response.statusCode());
            }
            return JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while " + address + " was asked", e));
        }
    }
}
