package io.backflow.dashboard.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.backflow.dashboard.view.FlinkView;
import io.backflow.dashboard.view.RunInfo;
import io.backflow.dashboard.view.RunView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against answers as Flink 2.2.1 gives them. */
class FlinkReadingTest {

    private final Map<String, String> answers = new TreeMap<>(Map.of(
            "/jobs/overview",
            """
            {"jobs": [{"jid": "old", "name": "pumps", "start-time": 1},
                      {"jid": "new", "name": "pumps", "start-time": 2},
                      {"jid": "other", "name": "others", "start-time": 3}]}""",
            "/jobs/new",
            """
            {"state": "RUNNING", "vertices": [{"id": "v1", "name": "Source: timesteps -> decode"},
                                              {"id": "v2", "name": "sequence-trainer"}]}""",
            "/jobs/new/metrics?get=numRestarts",
            """
            [{"id": "numRestarts", "value": "3"}]""",
            "/jobs/new/checkpoints",
            """
            {"counts": {"completed": 17, "failed": 2},
             "latest": {"completed": {"trigger_timestamp": 5, "end_to_end_duration": 14, "state_size": 37200}}}""",
            "/jobs/new/vertices/v1/subtasks/metrics",
            """
            [{"id": "numRecordsIn"}, {"id": "Source__timesteps.pendingRecords"}]""",
            "/jobs/new/vertices/v1/subtasks/metrics?agg=sum&get=Source__timesteps.pendingRecords",
            """
            [{"id": "Source__timesteps.pendingRecords", "sum": 71.0}]"""));

    private final RunView view =
            new RunView(new RunInfo("run", "pumps", List.of("load"), false, true, 1), System::nanoTime);
    private HttpServer server;
    private FlinkReading reading;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().toString());
            byte[] body = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        reading = new FlinkReading(address, "pumps", view);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theNewestJobOfTheNameIsRead() throws Exception {
        reading.read();

        assertThat(shown())
                .isEqualTo(new FlinkView(
                        "RUNNING", 3, new FlinkView.Checkpoints(17, 2, new FlinkView.Checkpoint(5, 14, 37_200)), 71L));
    }

    @Test
    void whatSourcesDoNotSayIsNotKnown() throws Exception {
        answers.put("/jobs/new/vertices/v1/subtasks/metrics", "[]");
        answers.put("/jobs/new/checkpoints", "{}");

        reading.read();

        assertThat(shown().pending()).isNull();
        assertThat(shown().checkpoints().newest()).isNull();
    }

    @Test
    void aJobThatIsNotThereIsNotKnown() throws Exception {
        answers.put("/jobs/overview", "{\"jobs\": []}");

        reading.read();

        assertThat(shown()).isNull();
    }

    @Test
    void whatWasKnownIsForgottenWhereFlinkDoesNotAnswer() throws Exception {
        reading.read();
        server.stop(0);

        assertThatThrownBy(reading::read).isInstanceOf(IOException.class).hasMessageContaining("no answer");
        assertThat(shown()).isNull();
    }

    private FlinkView shown() {
        return view.open(List.of()).state().jobs().flink();
    }
}
