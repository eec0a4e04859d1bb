package io.backflow.lab.experiment.page;

import io.backflow.dashboard.Dashboard;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser as the server of a page sees it: loads the page with all that it names, and follows its events. */
final class Viewer implements AutoCloseable {

    private static final Pattern NAMED = Pattern.compile("(?:src|href)=\"([^\"#:]+)\"|from '\\./([^']+)'");
    private static final long PATIENCE_SECONDS = 5;
    private static final String PICKED = "/events?sequence=wave-0&sequence=wave-1";

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicLong received = new AtomicLong();
    private final CompletableFuture<HttpResponse<Void>> events;

    private Viewer(Dashboard page) throws IOException, InterruptedException {
        load(page.address(), new HashSet<>());
        HttpRequest request =
                HttpRequest.newBuilder(page.address().resolve(PICKED)).build();
        events = client.sendAsync(request, response -> new Events());
    }

    /** Opens the page and, once it is loaded, its events. */
    static Viewer open(Dashboard page) throws IOException, InterruptedException {
        return new Viewer(page);
    }

    /** Loads a file and what it names, each once. */
    private void load(URI address, Set<URI> loaded) throws IOException, InterruptedException {
        if (!loaded.add(address)) {
            return;
        }
        HttpResponse<String> file =
                client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        if (file.statusCode() != 200) {
            throw new IOException(address + " answers with status " + file.statusCode());
        }
        received.addAndGet(file.body().length());
        for (Matcher named = NAMED.matcher(file.body()); named.find(); ) {
            load(address.resolve(named.group(1) == null ? named.group(2) : named.group(1)), loaded);
        }
    }

    /** Bytes received so far. */
    long received() {
        return received.get();
    }

    /** Waits for the end of the events, which the server sends when it is closed. */
    @Override
    public void close() {
        try {
            events.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // the server is gone, and the bytes are counted
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Counts what comes. */
    private final class Events implements HttpResponse.BodySubscriber<Void> {

        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            buffers.forEach(buffer -> received.addAndGet(buffer.remaining()));
        }

        @Override
        public void onError(Throwable problem) {
            ended.complete(null);
        }

        @Override
        public void onComplete() {
            ended.complete(null);
        }

        @Override
        public CompletionStage<Void> getBody() {
            return ended;
        }
    }
}
