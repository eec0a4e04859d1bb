package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings that saved state depends on: those that {@link Changes} refuses to change. They are a part of the state.
 * An absent setting is written as null, to distinguish it from a key that a later build adds. Holds no secret.
 */
public final class StateSettings {

    private static final String COLUMNS = "stream";
    private static final Wording STATE =
            new Wording("the state to go on from was made", "set it back, or begin a new run without that state");

    private final ObjectNode tree;

    private StateSettings(ObjectNode tree) {
        this.tree = tree;
    }

    /** Those of a job. */
    public static StateSettings of(JobConfig config) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        keep((ObjectNode) Yaml.tree(config.toJson()), JobConfig.class, "", kept);
        return new StateSettings(kept);
    }

    /** Those of a model, whose columns are left out where its records do not name them. */
    static StateSettings of(ForecastSpec spec) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        keep((ObjectNode) Yaml.tree(spec.toJson()), ForecastSpec.class, "", kept);
        return new StateSettings(kept);
    }

    /** The inverse of {@link #toString()}. */
    public static StateSettings parse(String json) {
        return new StateSettings((ObjectNode) Yaml.tree(json));
    }

    /** As JSON. */
    @Override
    public String toString() {
        return tree.toString();
    }

    /**
     * Throws {@link ConfigException} if state that was made with {@code former} cannot continue with these. A key that
     * only {@code former} has, and that may change in this build, is not compared.
     */
    public void checkContinues(StateSettings former) {
        compare(former.tree, tree, "", STATE);
    }

    /**
     * Throws {@link ConfigException} if a model that was trained with {@code trained} cannot be used with these.
     * Columns are compared where both name them.
     *
     * @param model what the sentence calls it
     */
    void checkFits(StateSettings trained, String model) {
        ObjectNode former = trained.tree.deepCopy();
        if (!tree.has(COLUMNS)) {
            former.remove(COLUMNS);
        }
        compare(former, tree, "", new Wording(model + " was trained", "set it to that, or use another model"));
    }

    /** How a setting of before is spoken of, and what to do. */
    private record Wording(String made, String remedy) {}

    private static void keep(ObjectNode from, Class<?> type, String path, ObjectNode into) {
        Class<?> record = type;
        if (!type.isRecord()) {
            record = Objects.requireNonNull(
                    Variants.of(type).get(from.path("type").asText()));
            keepValue(from.get("type"), "type", path, into);
        }
        for (Setting setting : Settings.of(record)) {
            JsonNode value = from.get(setting.name());
            String key = join(path, setting.name());
            if (value instanceof ObjectNode object && hasKeys(setting.type())) {
                ObjectNode below = JsonNodeFactory.instance.objectNode();
                keep(object, (Class<?>) setting.type(), key, below);
                if (!below.isEmpty()) {
                    into.set(setting.name(), below);
                }
            } else if (value instanceof ArrayNode list && hasKeys(ConfigReference.element(setting.type()))) {
                keepEach(list, (Class<?>) ConfigReference.element(setting.type()), key, into.putArray(setting.name()));
            } else {
                keepValue(value, setting.name(), path, into);
            }
        }
    }

    private static void keepEach(ArrayNode list, Class<?> type, String path, ArrayNode into) {
        list.forEach(entry -> keep((ObjectNode) entry, type, path, into.addObject()));
    }

    private static void keepValue(@Nullable JsonNode value, String name, String path, ObjectNode into) {
        if (Changes.of(join(path, name)) == Change.REFUSED) {
            into.set(name, value == null ? NullNode.instance : value);
        }
    }

    private static boolean hasKeys(Type type) {
        return type instanceof Class<?> plain
                && (plain.isRecord() || !Variants.of(plain).isEmpty());
    }

    private static void compare(JsonNode former, JsonNode now, String path, Wording wording) {
        if (former instanceof ObjectNode object && now instanceof ObjectNode) {
            if (object.has("type")) {
                compare(object.get("type"), now.path("type"), join(path, "type"), wording);
            }
            object.fields()
                    .forEachRemaining(field ->
                            compare(field.getValue(), now.path(field.getKey()), join(path, field.getKey()), wording));
        } else if (former instanceof ArrayNode && now instanceof ArrayNode) {
            if (former.size() != now.size()) {
                throw refusal(path, "with " + former.size() + " entries", now.size() + " entries", wording);
            }
            for (int i = 0; i < former.size(); i++) {
                compare(former.get(i), now.get(i), path + "[" + i + "]", wording);
            }
        } else if (Changes.of(path.replaceAll("\\[\\d+]", "")) == Change.REFUSED && !same(former, now)) {
            String made = former.isNull() ? "without it" : "with " + RejectedKeys.show(path, former);
            throw refusal(path, made, show(path, now), wording);
        }
    }

    /** Numbers are compared by value, not by how they are written. */
    private static boolean same(JsonNode former, JsonNode now) {
        if (former.isNumber() && now.isNumber()) {
            return former.decimalValue().compareTo(now.decimalValue()) == 0;
        }
        return former.equals(now) || former.isNull() && now.isMissingNode();
    }

    private static String show(String path, JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "absent" : RejectedKeys.show(path, value);
    }

    private static ConfigException refusal(String path, String former, String now, Wording wording) {
        return new ConfigException(
                path + " is " + now + ", but " + wording.made() + " " + former + "; " + wording.remedy());
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
