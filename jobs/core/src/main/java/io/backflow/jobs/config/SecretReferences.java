package io.backflow.jobs.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values that stand outside the configuration: {@code ${env:NAME}} is a variable of the environment, {@code
 * ${file:PATH}} the content of a file without the line break at its end, {@code ${file:PATH:KEY}} the value of a key in
 * a file of Java properties. They are looked up where a client is made, so that the configuration, and the job graph
 * that contains it, hold the references only.
 */
public final class SecretReferences {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)}");

    /** With it a user names Kafka's own providers, which then look up what is theirs. */
    private static final String KAFKAS = "config.providers";

    private static final String JAAS = "sasl.jaas.config";

    private final Map<String, String> environment;

    /** References to this process' environment and files. */
    public SecretReferences() {
        this(System.getenv());
    }

    SecretReferences(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * {@code settings} with the values that their references name.
     *
     * @param section of the configuration, for messages
     * @throws ConfigException where a value is not there
     */
    public Map<String, String> resolve(String section, Map<String, String> settings) {
        if (settings.containsKey(KAFKAS)) {
            return settings;
        }
        Map<String, String> resolved = new TreeMap<>();
        settings.forEach((key, value) -> resolved.put(key, resolve(section + "." + key, value)));
        return resolved;
    }

    /**
     * {@code value}, which stands at {@code path}, with the values that its references name.
     *
     * @throws ConfigException where a value is not there
     */
    public String resolve(String path, String value) {
        boolean quoted = path.endsWith(JAAS);
        return REFERENCE.matcher(value).replaceAll(reference -> {
            String found = look(path, reference);
            return Matcher.quoteReplacement(quoted ? escaped(found) : found);
        });
    }

    /** A value within the quotes of a JAAS configuration. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private String look(String path, MatchResult reference) {
        String name = reference.group(2);
        if (reference.group(1).equals("env")) {
            String found = environment.get(name);
            if (found == null) {
                throw absent(path, reference, "the environment has no variable " + name + "; set it", null);
            }
            return found;
        }
        int colon = name.lastIndexOf(':');
        return colon < 0
                ? content(path, reference, name)
                : property(path, reference, name.substring(0, colon), name.substring(colon + 1));
    }

    private static String content(String path, MatchResult reference, String file) {
        try {
            return Files.readString(Path.of(file)).replaceFirst("\\R\\z", "");
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(path, reference, file, e);
        }
    }

    private static String property(String path, MatchResult reference, String file, String key) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(path, reference, file, e);
        }
        String found = properties.getProperty(key);
        if (found == null) {
            throw absent(path, reference, "the file " + file + " has no key " + key + "; add it", null);
        }
        return found;
    }

    private static ConfigException unreadable(String path, MatchResult reference, String file, Exception cause) {
        return absent(
                path,
                reference,
                "the file " + file + " cannot be read (" + cause.getClass().getSimpleName()
                        + "); create it or correct its path and rights",
                cause);
    }

    private static ConfigException absent(
            String path, MatchResult reference, String problem, @Nullable Exception cause) {
        String message = path + " refers to " + reference.group() + ", but " + problem + " on this machine";
        return cause == null ? new ConfigException(message) : new ConfigException(message, cause);
    }
}
