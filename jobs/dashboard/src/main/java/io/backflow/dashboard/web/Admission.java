package io.backflow.dashboard.web;

import com.sun.net.httpserver.Headers;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are answered: those that read, and that a page of this server or its user has sent. A foreign page
 * that a browser on this machine shows may send requests too; its host name, its origin or {@code Sec-Fetch-Site}
 * gives it away.
 */
final class Admission {

    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:]+)(:\\d{1,5})?");
    private static final Set<String> SITES = Set.of("same-origin", "none");

    /** Why a request is not answered. */
    record Refusal(int status, String sentence) {}

    private Admission() {}

    /** Null: it is answered. */
    static @Nullable Refusal refusal(String method, Headers headers) {
        if (!METHODS.contains(method)) {
            return new Refusal(405, "this page is read only; send GET");
        }
        if (!local(headers.getFirst("Host"))) {
            return new Refusal(421, "this page is for this machine only; open it as http://localhost or 127.0.0.1");
        }
        String site = headers.getFirst("Sec-Fetch-Site");
        boolean visit = "navigate".equals(headers.getFirst("Sec-Fetch-Mode"));
        if (site != null && !visit && !SITES.contains(site) || headers.containsKey("Origin") && !own(headers)) {
            return new Refusal(403, "another page may not read this one");
        }
        return null;
    }

    private static boolean local(@Nullable String host) {
        if (host == null) {
            return false;
        }
        Matcher parts = HOST.matcher(host);
        return parts.matches() && HOSTS.contains(parts.group(1));
    }

    private static boolean own(Headers headers) {
        return ("http://" + headers.getFirst("Host")).equals(headers.getFirst("Origin"));
    }
}
