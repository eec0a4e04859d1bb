package io.backflow.dashboard.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.dashboard.view.FlinkView;
import io.backflow.dashboard.view.RunView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Flink's REST interface says of the job with one name: its state, its checkpoints, what it has not read yet. */
final class FlinkReading implements Reading {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PENDING = "pendingRecords";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String address;
    private final String job;
    private final RunView view;

    FlinkReading(URI address, String job, RunView view) {
        this.address = address.toString().replaceFirst("/+$", "");
        this.job = job;
        this.view = view;
    }

    @Override
    public String name() {
        return "Flink at " + address;
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(2);
    }

    @Override
    public void read() throws Exception {
        try {
            view.flink(look());
        } catch (IOException e) {
            view.flink(null);
            throw new IOException("no answer: " + e.getMessage(), e);
        }
    }

    /** Null where no job has the name. */
    private @Nullable FlinkView look() throws IOException, InterruptedException {
        JsonNode newest = null;
        for (JsonNode one : get("/jobs/overview").path("jobs")) {
            if (one.path("name").asText().equals(job) && (newest == null || start(one) > start(newest))) {
                newest = one;
            }
        }
        if (newest == null) {
            return null;
        }
        String path = "/jobs/" + newest.path("jid").asText();
        JsonNode detail = get(path);
        JsonNode restarts = get(path + "/metrics?get=numRestarts");
        return new FlinkView(
                detail.path("state").asText(),
                restarts.path(0).path("value").asLong(),
                checkpoints(get(path + "/checkpoints")),
                pending(path, detail));
    }

    private static long start(JsonNode one) {
        return one.path("start-time").asLong();
    }

    private static FlinkView.Checkpoints checkpoints(JsonNode said) {
        JsonNode newest = said.path("latest").path("completed");
        return new FlinkView.Checkpoints(
                said.path("counts").path("completed").asLong(),
                said.path("counts").path("failed").asLong(),
                newest.isObject()
                        ? new FlinkView.Checkpoint(
                                newest.path("trigger_timestamp").asLong(),
                                newest.path("end_to_end_duration").asLong(),
                                newest.path("state_size").asLong())
                        : null);
    }

    /** Of all sources of the job; null where none has the metric. */
    private @Nullable Long pending(String path, JsonNode detail) throws IOException, InterruptedException {
        Long sum = null;
        for (JsonNode vertex : detail.path("vertices")) {
            if (vertex.path("name").asText().startsWith("Source:")) {
                String metrics = path + "/vertices/" + vertex.path("id").asText() + "/subtasks/metrics";
                for (String name : pendingOf(get(metrics))) {
                    double value = get(metrics + "?agg=sum&get=" + name)
                            .path(0)
                            .path("sum")
                            .asDouble(Double.NaN);
                    sum = Double.isNaN(value) ? sum : Long.valueOf((sum == null ? 0 : sum) + (long) value);
                }
            }
        }
        return sum;
    }

    private static List<String> pendingOf(JsonNode metrics) {
        List<String> names = new ArrayList<>();
        metrics.forEach(metric -> {
            String id = metric.path("id").asText();
            if (id.endsWith("." + PENDING) && id.contains("timesteps")) {
                names.add(id);
            }
        });
        return names;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 400) {
            throw new IOException(path + " is answered by " + response.statusCode());
        }
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        view.flink(null);
    }
}
