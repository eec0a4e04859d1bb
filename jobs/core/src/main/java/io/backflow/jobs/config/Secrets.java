package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which settings look like secrets, and what is shown in their place. */
public final class Secrets {

    static final String HIDDEN = "******";

    /** Parts of keys, without what separates words. A key too many costs a value in a message, one too few a secret. */
    private static final Pattern KEY = Pattern.compile(
            "passw|passphrase|pwd|secret|token|credential|auth|jaas|signature"
                    + "|userinfo|httpheaders|(private|api|access|account|service|keystore|encryption|shared)key|keystorecert|sas$");

    private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]");

    /** {@code scheme://user:password@host}. */
    private static final Pattern USER_IN_ADDRESS = Pattern.compile("(://[^/\\s:@]*):[^/\\s@]+@");

    /** What separates the words of a JAAS configuration, any of which a client may quote. */
    private static final Pattern WORD = Pattern.compile("[\\s\"'=;]+");

    private static final Pattern HARMLESS =
            Pattern.compile("org\\.apache\\.kafka\\.[\\w.]+|required|requisite|sufficient|optional|username|password");

    /** What is shorter stands in every text. */
    private static final int SHORTEST = 3;

    private Secrets() {}

    /** Whether the value of {@code key} is not to be shown. */
    static boolean looksSecret(String key) {
        return KEY.matcher(SEPARATORS.matcher(key.toLowerCase(Locale.ROOT)).replaceAll(""))
                .find();
    }

    /** What may be shown of {@code value}, which {@code key} is set to. */
    static String shown(String key, String value) {
        return looksSecret(key) ? HIDDEN : withoutPasswords(value);
    }

    private static String withoutPasswords(String value) {
        return USER_IN_ADDRESS.matcher(value).replaceAll("$1:" + HIDDEN + "@");
    }

    /** What may be shown of {@code value}, which stands at {@code path}: empty where nothing may. */
    static Optional<JsonNode> shown(String path, JsonNode value) {
        return looksSecret(path) ? Optional.empty() : Optional.of(masked(value));
    }

    private static JsonNode masked(JsonNode value) {
        if (value instanceof ObjectNode mapping) {
            ObjectNode shown = mapping.objectNode();
            mapping.properties()
                    .forEach(entry -> shown.set(
                            entry.getKey(),
                            shown(entry.getKey(), entry.getValue()).orElseGet(() -> mapping.textNode(HIDDEN))));
            return shown;
        }
        if (value instanceof ArrayNode list) {
            ArrayNode shown = list.arrayNode();
            list.forEach(element -> shown.add(masked(element)));
            return shown;
        }
        return value.isTextual() ? new TextNode(withoutPasswords(value.asText())) : value;
    }

    /** {@code text}, which somebody else wrote who knew {@code settings}, without the secrets among them. */
    public static String strippedOf(Map<String, String> settings, String text) {
        return settings.entrySet().stream()
                .filter(setting -> looksSecret(setting.getKey()))
                .flatMap(
                        setting -> Stream.concat(Stream.of(setting.getValue()), WORD.splitAsStream(setting.getValue())))
                .filter(secret ->
                        secret.length() >= SHORTEST && !HARMLESS.matcher(secret).matches())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .reduce(withoutPasswords(text), (left, secret) -> left.replace(secret, HIDDEN));
    }
}
