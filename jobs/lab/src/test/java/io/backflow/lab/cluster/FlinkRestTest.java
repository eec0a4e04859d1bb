package io.backflow.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlinkRestTest {

    /** Just after a JobManager's start: a TaskManager still reports the slot that a former one has assigned. */
    private static final Map<String, String> ANSWERS = Map.of(
            "/taskmanagers",
            """
            {"taskmanagers": [{"id": "taskmanager-1", "slotsNumber": 2, "freeSlots": 1},
                              {"id": "taskmanager-2", "slotsNumber": 2, "freeSlots": 2}]}""",
            "/jobs/a",
            """
            {"state": "RUNNING", "vertices": [{"id": "v"}, {"id": "w"}]}""",
            "/jobs/a/vertices/v",
            """
            {"subtasks": [{"taskmanager-id": "taskmanager-2"}, {"taskmanager-id": "taskmanager-3"}]}""",
            "/jobs/a/vertices/w",
            """
            {"subtasks": [{"taskmanager-id": "taskmanager-2"}]}""",
            "/jobs/a/checkpoints",
            """
            {"counts": {"completed": 3, "failed": 2}, "latest": {"completed": {"trigger_timestamp": 1700}}}""");

    private HttpServer server;
    private FlinkRest rest;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", FlinkRestTest::answer);
        server.start();
        rest = new FlinkRest("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void aJobIsWhereItsTasksAreAndNotWhereSlotsWereInUse() {
        assertThat(rest.taskManagers("a")).containsExactly("taskmanager-2", "taskmanager-3");
    }

    @Test
    void checkpointsAreToldByTheirBeginAndTheirFailures() {
        assertThat(rest.checkpointedAt("a")).isEqualTo(1700);
        assertThat(rest.failedCheckpoints("a")).isEqualTo(2);
    }

    /** A JobManager that is too busy to answer has got the request all the same. */
    @Test
    void aJobIsStoppedOnceHoweverOftenItIsAsked() throws Exception {
        List<String> asked = new ArrayList<>();
        server.createContext("/jobs/b/stop", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            send(exchange, asked.size() == 1 ? 503 : 202, "{}");
        });
        server.createContext("/jobs/b/savepoints", exchange -> send(exchange, 200, """
                {"status": {"id": "COMPLETED"}, "operation": {"location": "file:/savepoint-1"}}"""));

        assertThat(rest.stopWithSavepoint("b", Path.of("/savepoints"))).isEqualTo("file:/savepoint-1");

        assertThat(asked).hasSize(2);
        assertThat(asked.get(0)).contains("triggerId").isEqualTo(asked.get(1));
    }

    @Test
    void whyThereIsNoSavepointIsSaid() {
        server.createContext("/jobs/c/stop", exchange -> send(exchange, 202, "{}"));
        server.createContext("/jobs/c/savepoints", exchange -> send(exchange, 200, """
                {"status": {"id": "COMPLETED"},
                 "operation": {"failure-cause": {"class": "X", "stack-trace": "X: no room\\n\\tat y"}}}"""));

        assertThatThrownBy(() -> rest.stopWithSavepoint("c", Path.of("/savepoints")))
                .hasMessage("job c could not be stopped with a savepoint: X: no room");
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String answer = ANSWERS.get(exchange.getRequestURI().getPath());
        send(exchange, answer == null ? 404 : 200, answer == null ? "{}" : answer);
    }

    private static void send(HttpExchange exchange, int status, String answer) throws IOException {
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
