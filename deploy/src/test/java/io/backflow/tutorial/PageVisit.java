package io.backflow.tutorial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Looks at the page of a run as a browser does: opens it, picks a sequence, and reads what is sent. */
final class PageVisit {

    private static final int TIMEOUT_MILLIS = 20_000;

    /** States of the page, of which one comes each second. */
    private static final int PATIENCE = 60;

    private final ObjectMapper json = new ObjectMapper();
    private final URI page;

    PageVisit(URI page) {
        this.page = page;
    }

    /** Whether the page was there, and showed a forecast of a sequence. */
    boolean seesAForecast() {
        try {
            return read(page).contains("<title>") && forecastOf(someSequence());
        } catch (IOException e) {
            return false; // the run has ended, and its page with it
        }
    }

    private static String read(URI address) throws IOException {
        try (InputStream content = open(address)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setReadTimeout(TIMEOUT_MILLIS);
        return connection.getInputStream();
    }

    private String someSequence() throws IOException {
        try (BufferedReader events = events("")) {
            for (int i = 0; i < PATIENCE; i++) {
                JsonNode listed = state(events).at("/sequences/listed");
                if (!listed.isEmpty()) {
                    return listed.get(listed.size() - 1).path("id").asText();
                }
            }
        }
        throw new IOException("the page lists no sequence");
    }

    private boolean forecastOf(String sequence) throws IOException {
        try (BufferedReader events = events("?sequence=" + URLEncoder.encode(sequence, StandardCharsets.UTF_8))) {
            for (int i = 0; i < PATIENCE; i++) {
                for (JsonNode row : state(events).at("/sequences/picked/0/rows")) {
                    if (row.path("forecast").path(0).isNumber()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private BufferedReader events(String query) throws IOException {
        return new BufferedReader(new InputStreamReader(open(page.resolve("events" + query)), StandardCharsets.UTF_8));
    }

    private JsonNode state(BufferedReader events) throws IOException {
        String line = events.readLine();
        while (line != null && !line.startsWith("data: {\"run\"")) {
            line = events.readLine();
        }
        if (line == null) {
            throw new IOException("the page has ended");
        }
        return json.readTree(line.substring("data: ".length()));
    }
}
