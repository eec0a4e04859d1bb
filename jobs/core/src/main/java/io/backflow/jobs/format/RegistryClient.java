package io.backflow.jobs.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.config.RegistryConfig;
import io.backflow.jobs.config.SecretReferences;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a registry over HTTP, and goes on asking where it does not answer. A client lives for one question: schemas are
 * asked for seldom, and a client keeps threads.
 */
final class RegistryClient {

    private static final String KEY = "stream.format.registry";
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryConfig config;
    private final Duration patience;
    private final Consumer<String> notices;
    private final @Nullable String authorization;

    /**
     * @param patience how long a registry that does not answer is asked again
     * @param notices takes a sentence for each time it did not
     */
    RegistryClient(RegistryConfig config, Duration patience, Consumer<String> notices) {
        this.config = config;
        this.patience = patience;
        this.notices = notices;
        authorization = authorization(config);
    }

    private static @Nullable String authorization(RegistryConfig config) {
        SecretReferences secrets = new SecretReferences();
        String token = config.token();
        String user = config.user();
        String password = config.password();
        if (token != null) {
            return "Bearer " + secrets.resolve(KEY + ".token", token);
        }
        if (user == null || password == null) {
            return null;
        }
        String both = secrets.resolve(KEY + ".user", user) + ":" + secrets.resolve(KEY + ".password", password);
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    /** The answer to {@code path}; empty where the registry does not know what it names. */
    Optional<String> get(String path) {
        long end = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            String problem;
            try {
                HttpResponse<byte[]> answer = ask(path);
                if (answer.statusCode() == OK) {
                    return Optional.of(new String(answer.body(), StandardCharsets.UTF_8));
                }
                if (answer.statusCode() == NOT_FOUND && isOfRegistry(answer.body())) {
                    return Optional.empty();
                }
                if (answer.statusCode() < 500 && answer.statusCode() != TOO_MANY) {
                    throw new RegistryException(refused(answer.statusCode(), path));
                }
                problem = "answers " + answer.statusCode();
            } catch (IOException e) {
                problem = "does not answer (" + cause(e) + ")";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryException("the wait for " + KEY + ".url, " + config.url() + ", was interrupted");
            }
            if (System.nanoTime() - end > 0) {
                throw new RegistryException(sentence(problem) + "; check the address, and whether the registry runs");
            }
            notices.accept(sentence(problem) + "; reading waits for it");
            sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    private HttpResponse<byte[]> ask(String path) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(config.url().replaceAll("/+$", "") + path))
                .timeout(config.timeout())
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json, */*;q=0.5");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        // a request's own time limit ends with the headers of the answer
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request.build(), info -> new LimitedBody());
        try {
            return answer.get(2 * config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(
                    "the answer takes longer than " + config.timeout().multipliedBy(2), e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof IOException io ? io : new IOException(String.valueOf(cause), cause);
        }
    }

    /** A registry says in JSON what it does not know; a server that is none does not. */
    private static boolean isOfRegistry(byte[] body) {
        try {
            JsonNode answer = JSON.readTree(body);
            return answer != null && (answer.has("error_code") || answer.has("status"));
        } catch (IOException e) {
            return false;
        }
    }

    private String refused(int status, String path) {
        String remedy = status == 401 || status == 403
                ? "set " + KEY + ".user and .password, or .token, to what the registry asks for"
                : "correct the address";
        return sentence("answers " + status + " to " + path) + "; " + remedy;
    }

    private String sentence(String problem) {
        return KEY + ".url is " + config.url() + ", and the registry there " + problem;
    }

    private static String cause(IOException e) {
        Throwable cause = e;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("the wait for " + KEY + ".url, " + config.url() + ", was interrupted");
        }
    }
}
