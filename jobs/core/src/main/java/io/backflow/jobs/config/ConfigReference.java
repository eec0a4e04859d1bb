package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Generates the reference of all keys from the records that read them, so that the two cannot differ. */
final class ConfigReference {

    private static final String HEAD = """
        # Configuration

        This page is for people who run a training job. After reading it you can write the job's YAML file. The page
        lists every key with its type, default and meaning; it is generated from the code.

        A training job is configured by one YAML file. Backflow reads the file once, before anything starts. A key
        that does not exist, an impossible value, or two values that contradict each other stop the start with one
        sentence. It names the key, the value and the remedy.

        - A key whose default is **required** must be set. A key whose default is *none* may be absent.
        - Durations are written `10ms`, `5s`, `10m`, `1h`, `4d`, or in ISO 8601 (`PT10M`).
        - Some keys take a `type` and further keys. A word alone stands for the type with all its defaults:
          `rule: adam`. A number alone stands for the type `constant`: `learning_rate: 0.01`.

        [README](../README.md#train-on-your-own-stream) has a small example, and `deploy/examples` has two more.
        """;

    private static final String CHANGES = """

            ## With saved state

            A job may continue from a savepoint or a checkpoint with another configuration. If one of these keys has
            another value than in the state, the job fails with one sentence before it trains anything. The same
            applies to a `momentum` that becomes 0 or is no longer 0, because it changes how many slots an optimizer
            has. Every other key may change: a shorter `sequence.session_gap` ends the sessions that are over by it,
            and a smaller `horizon.max_steps` cuts credit with a sequence's next window.

            | key | a change is | because |
            |---|---|---|
            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private ConfigReference() {}

    /** The page, in Markdown. */
    static String markdown() {
        ConfigReference reference = new ConfigReference();
        for (Setting section : Settings.of(JobConfig.class)) {
            reference.page.append("\n## `").append(section.name()).append("`\n\n");
            reference.page.append(sentence(section.meaning())).append('\n');
            reference.section(section, section.name());
        }
        reference.changes();
        return reference.page.toString();
    }

    private void changes() {
        page.append(CHANGES);
        Changes.rules().forEach((key, rule) -> {
            if (rule.change() != Change.FREE) {
                String becomes = rule.change() == Change.REFUSED ? "refused" : "converted";
                page.append("| `")
                        .append(key)
                        .append("` | ")
                        .append(becomes)
                        .append(" | ")
                        .append(rule.why())
                        .append(" |\n");
            }
        });
    }

    private void section(Setting section, String path) {
        if (section.type() instanceof Class<?> type
                && (type.isRecord() || !Variants.of(type).isEmpty())) {
            describe(type, section.preset(), path);
        } else {
            table(List.of(section), path.substring(0, Math.max(0, path.lastIndexOf('.'))));
        }
    }

    private void describe(Class<?> type, @Nullable JsonNode preset, String path) {
        if (type.isRecord()) {
            keys(type, path);
            return;
        }
        String chosen = preset == null ? "" : preset.path("type").asText();
        Map<String, Class<?>> variants = Variants.of(type);
        for (Map.Entry<String, Class<?>> variant : variants.entrySet()) {
            page.append("\n### `")
                    .append(path)
                    .append(".type: ")
                    .append(variant.getKey())
                    .append('`');
            page.append(variant.getKey().equals(chosen) ? " (default)\n" : "\n");
            keys(variant.getValue(), path);
        }
    }

    private void keys(Class<?> type, String path) {
        List<Setting> settings = Settings.of(type);
        if (settings.isEmpty()) {
            page.append("\nNo further keys.\n");
            return;
        }
        table(settings, path);
        for (Setting setting : settings) {
            Type nested = element(setting.type());
            if (nested instanceof Class<?> inner && inner.isRecord()) {
                page.append("\n### `")
                        .append(path)
                        .append('.')
                        .append(setting.name())
                        .append("`\n");
                keys(inner, path + "." + setting.name());
            } else if (nested instanceof Class<?> inner && !Variants.of(inner).isEmpty()) {
                boolean list = nested != setting.type();
                describe(inner, setting.preset(), path + "." + setting.name() + (list ? "[]" : ""));
            }
        }
    }

    private void table(List<Setting> settings, String path) {
        page.append("\n| key | type | default | meaning |\n|---|---|---|---|\n");
        for (Setting setting : settings) {
            String name = path.isEmpty() ? setting.name() : path + "." + setting.name();
            page.append("| `")
                    .append(name)
                    .append("` | ")
                    .append(kind(setting.type()))
                    .append(" | ");
            page.append(preset(setting)).append(" | ").append(setting.meaning()).append(" |\n");
        }
    }

    private static String preset(Setting setting) {
        JsonNode preset = setting.preset();
        if (preset == null) {
            return setting.optional() ? "*none*" : "**required**";
        }
        if (preset.isObject()) {
            String words =
                    preset.toString().replace("\"", "").replace(",", ", ").replace(":", ": ");
            return preset.isEmpty() ? "" : "`" + words + "`";
        }
        return "`" + preset.asText() + "`";
    }

    static Type element(Type type) {
        return type instanceof ParameterizedType list && list.getRawType() == List.class
                ? list.getActualTypeArguments()[0]
                : type;
    }

    private static String kind(Type type) {
        if (element(type) instanceof Class<?> choice && choice.isEnum() && choice != type) {
            return kind(choice) + ", or a list of them";
        }
        if (element(type) != type) {
            return "list of " + kind(element(type)) + "s";
        }
        if (type instanceof ParameterizedType) {
            return "names to values";
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            StringJoiner names = new StringJoiner(", ");
            Arrays.stream(plain.getEnumConstants())
                    .forEach(constant -> names.add("`" + constant.toString().toLowerCase(Locale.ROOT) + "`"));
            return names.toString();
        }
        if (plain.isRecord()) {
            return "keys below";
        }
        return Variants.of(plain).isEmpty() ? scalar(plain) : "type";
    }

    private static String scalar(Class<?> type) {
        if (type == Duration.class) {
            return "duration";
        }
        if (type == String.class) {
            return "text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        boolean whole = type == int.class || type == Integer.class || type == long.class || type == Long.class;
        return whole ? "whole number" : "number";
    }

    private static String sentence(String meaning) {
        return Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1) + ".";
    }
}
