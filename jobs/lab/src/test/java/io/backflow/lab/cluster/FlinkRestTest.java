package io.backflow.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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

    private static void answer(HttpExchange exchange) throws IOException {
        String answer = ANSWERS.get(exchange.getRequestURI().getPath());
        byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
