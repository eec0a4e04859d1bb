package io.backflow.jobs.config;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry.
 *
 * @param url its address
 * @param user for basic authentication; null: none
 * @param password for basic authentication
 * @param token for bearer authentication; null: none
 * @param timeout how long it has for one answer
 */
public record RegistryConfig(
        @Key(meaning = "address of the registry's interface, such as `http://localhost:8081`")
        String url,

        @Key(
                meaning = "user name for basic authentication; may be a reference such as" + " `${env:NAME}`",
                optional = true)
        @Nullable
        String user,

        @Key(
                meaning = "password for basic authentication, never logged; may be a reference such as `${env:NAME}`",
                optional = true)
        @Nullable
        String password,

        @Key(
                meaning =
                        "token for bearer authentication, never logged; may be a reference such as" + " `${env:NAME}`",
                optional = true)
        @Nullable
        String token,

        @Key(meaning = "how long the registry has for one answer", preset = "10s")
        Duration timeout) {

    public RegistryConfig {
        DurationChecks.positive("stream.format.registry.timeout", timeout);
        checkUrl(url);
        if ((user == null) != (password == null)) {
            String there = user == null ? "password" : "user";
            String absent = user == null ? "user" : "password";
            throw new ConfigException("stream.format.registry." + absent + " is missing, but stream.format.registry."
                    + there + " is set; set both, or neither");
        }
        if (user != null && token != null) {
            throw new ConfigException("stream.format.registry.token and stream.format.registry.user are both set;"
                    + " remove one of them");
        }
    }

    private static void checkUrl(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw refusal(url);
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw refusal(url);
        }
        if (uri.getUserInfo() != null) {
            throw new ConfigException("stream.format.registry.url is " + Secrets.shown("url", url)
                    + "; set stream.format.registry.user and stream.format.registry.password instead of naming them"
                    + " in the address");
        }
    }

    private static ConfigException refusal(String url) {
        return new ConfigException("stream.format.registry.url is " + Secrets.shown("url", url)
                + "; write an address such as http://localhost:8081");
    }

    /** Contains neither password nor token. */
    @Override
    public String toString() {
        return "RegistryConfig[url=" + url + ", user=" + user + ", password=" + hidden(password) + ", token="
                + hidden(token) + ", timeout=" + timeout + "]";
    }

    private static @Nullable String hidden(@Nullable String value) {
        return value == null ? null : Secrets.HIDDEN;
    }
}
