package io.backflow.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.dashboard.view.RunInfo;
import io.backflow.dashboard.view.RunView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PageServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private RunView view;
    private PageServer server;

    @BeforeEach
    void start() throws IOException {
        view = new RunView(new RunInfo("pumps", "job", List.of("load"), false, true, 1), System::nanoTime);
        server = PageServer.start(view, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "page.css",
                "page.js",
                "charts.js",
                "sequences.js",
                "format.js",
                "colours.js",
                "icon.svg",
                "uplot.js",
                "uplot.css"
            })
    void servesThePageAndAllThatItLoads(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isNotEmpty();
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                .contains("frame-ancestors 'none'");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.headers().map()).doesNotContainKey("Access-Control-Allow-Origin");
    }

    @Test
    void listensOnTheLoopbackInterfaceAlone() {
        assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
        assertThatThrownBy(() -> PageServer.start(view, server.address().getPort()))
                .isInstanceOf(BindException.class);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(get("../../etc/passwd").statusCode()).isEqualTo(404);
        assertThat(get("view/RunView.class").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void nothingCanBeWritten(String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.address())
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    /** A name that its owner has let point to this machine, a page from elsewhere, and who may. */
    @ParameterizedTest
    @CsvSource({
        "evil.example, , 421",
        "evil.example:8088, , 421",
        "127.0.0.1.evil.example, , 421",
        "localhost:9999, , 200",
        "127.0.0.1, , 200",
        "[::1]:8088, , 200",
        "localhost, Sec-Fetch-Site: cross-site, 403",
        "localhost, Sec-Fetch-Site: same-site, 403",
        "localhost, Sec-Fetch-Site: same-origin, 200",
        "localhost, Origin: http://evil.example, 403",
        "localhost, Origin: null, 403",
        "localhost, Origin: http://localhost, 200"
    })
    void anotherPageMayNotRead(String host, String header, int status) throws Exception {
        String more = header == null ? "" : header + "\r\n";

        assertThat(raw("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + more + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void aRequestThatNamesNoHostIsRefused() throws Exception {
        assertThat(raw("GET / HTTP/1.0\r\n\r\n")).contains(" 421 ");
    }

    @Test
    void eventsHaveTheStateOfTheRun() throws Exception {
        try (BufferedReader events = events("?sequence=pump%201&sequence=x")) {
            assertThat(events.readLine()).isEqualTo("event: state");
            JsonNode state = JSON.readTree(events.readLine().substring("data: ".length()));

            assertThat(state.at("/run/run").asText()).isEqualTo("pumps");
            assertThat(state.at("/jobs/training").isNull()).isTrue();
            assertThat(state.at("/jobs/lag/records").isNull()).isTrue();
            assertThat(state.at("/sequences/picked/0/id").asText()).isEqualTo("pump 1");
            assertThat(events.readLine()).isEmpty();
            assertThat(events.readLine()).as("a second later").isEqualTo("event: state");
        }
    }

    @Test
    void aViewerWhoIsOneTooManyIsRefusedAndSeatsAreFreedAgain() throws Exception {
        List<BufferedReader> viewers = new ArrayList<>();
        for (int viewer = 0; viewer < PageServer.VIEWERS; viewer++) {
            viewers.add(events(""));
        }
        assertThat(get("events").statusCode()).isEqualTo(503);
        assertThat(get("").statusCode()).as("the page itself").isEqualTo(200);

        for (BufferedReader viewer : viewers) {
            viewer.close();
        }

        while (view.viewers() > 0) {
            Thread.sleep(50);
        }
        events("").close();
    }

    @Test
    void aServerThatIsClosedEndsItsStreamsWithTheLastState() throws Exception {
        try (BufferedReader events = events("")) {
            events.readLine();
            server.close();

            assertThat(events.lines().filter(line -> line.startsWith("event: ")).toList())
                    .endsWith("event: state", "event: end");
        }
        assertThat(view.viewers()).isZero();
    }

    @Test
    void atMostFourSequencesArePicked() {
        assertThat(EventStream.picked("sequence=a&other=b&sequence=&sequence=a&sequence=b%2Fc&sequence=%zz"))
                .containsExactly("a", "b/c");
        assertThat(EventStream.picked("sequence=1&sequence=2&sequence=3&sequence=4&sequence=5"))
                .hasSize(EventStream.PICKED);
        assertThat(EventStream.picked(null)).isEmpty();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private BufferedReader events(String query) throws Exception {
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(URI.create(server.address() + "events" + query))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
