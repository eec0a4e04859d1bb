package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks a tree beside the records it shall become: refuses keys they do not know, and fills in presets. */
final class ConfigCompletion {

    /** What YAML 1.1 takes for true and false beside the words themselves. */
    private static final Map<String, Boolean> TRUTHS = Map.of("yes", true, "on", true, "no", false, "off", false);

    private ConfigCompletion() {}

    /** Completes {@code node}, which shall become a {@code type} and stands at {@code path}, in place. */
    static void complete(ObjectNode node, Class<?> type, String path) {
        List<Setting> settings = Settings.of(type);
        List<String> known = settings.stream().map(Setting::name).toList();
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name) && !(name.equals("type") && isVariant(type))) {
                throw RejectedKeys.unknownKey(join(path, name), node.get(name), known);
            }
        });
        settings.forEach(setting -> fill(node, setting, join(path, setting.name())));
    }

    private static boolean isVariant(Class<?> type) {
        return Arrays.stream(type.getInterfaces())
                .anyMatch(base -> Variants.of(base).containsValue(type));
    }

    private static void fill(ObjectNode node, Setting setting, String path) {
        if (node.path(setting.name()).isMissingNode()
                || node.path(setting.name()).isNull()) {
            if (setting.required()) {
                throw RejectedKeys.missing(path, setting);
            }
            node.remove(setting.name());
            if (setting.preset() == null) {
                return;
            }
            node.set(setting.name(), setting.preset().deepCopy());
        }
        expand(node, setting);
        descend(node.get(setting.name()), setting, path);
    }

    /** A bare word stands for a mapping with only that type, and a bare number for the only key of type constant. */
    private static void expand(ObjectNode node, Setting setting) {
        JsonNode value = node.get(setting.name());
        Map<String, Class<?>> variants =
                setting.type() instanceof Class<?> type ? Variants.of(type) : Map.<String, Class<?>>of();
        if (value.isTextual() && !variants.isEmpty()) {
            node.putObject(setting.name()).set("type", value);
        }
        Class<?> constant = variants.get("constant");
        if (value.isNumber() && constant != null) {
            String key = Settings.of(constant).get(0).name();
            node.putObject(setting.name()).put("type", "constant").set(key, value);
        }
        if ((setting.type() == boolean.class || setting.type() == Boolean.class)
                && TRUTHS.containsKey(value.asText())) {
            node.put(setting.name(), TRUTHS.get(value.asText()));
        }
        spellOut(node, setting);
    }

    /** A word stands for a record that has a {@link Shorthand}, and one of these for a list of one. */
    private static void spellOut(ObjectNode node, Setting setting) {
        Type element = element(setting.type());
        Shorthand shorthand = (element == null ? setting.type() : element) instanceof Class<?> type
                ? type.getAnnotation(Shorthand.class)
                : null;
        if (shorthand == null) {
            return;
        }
        JsonNode value = node.get(setting.name());
        if (element == null) {
            node.set(setting.name(), spelledOut(value, shorthand, node));
        } else if (value instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, spelledOut(list.get(i), shorthand, node));
            }
        } else {
            node.putArray(setting.name()).add(spelledOut(value, shorthand, node));
        }
    }

    private static JsonNode spelledOut(JsonNode value, Shorthand shorthand, ObjectNode maker) {
        return value.isTextual() || value.isNumber()
                ? maker.objectNode().set(shorthand.value(), maker.textNode(value.asText()))
                : value;
    }

    private static void descend(JsonNode value, Setting setting, String path) {
        if (value instanceof ObjectNode object && setting.type() instanceof Class<?> type) {
            resolve(object, type, setting.preset(), path);
        } else if (value instanceof ObjectNode settings && isMap(setting.type())) {
            refuseEmpty(settings, path);
        } else if (value instanceof ArrayNode list && element(setting.type()) instanceof Class<?> type) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof ObjectNode object) {
                    resolve(object, type, null, path + "[" + i + "]");
                }
            }
        }
    }

    private static boolean isMap(Type type) {
        return type instanceof ParameterizedType map && map.getRawType() == Map.class;
    }

    /** Refuses a name without a value in settings that are passed on as they are. */
    private static void refuseEmpty(ObjectNode settings, String path) {
        settings.fields().forEachRemaining(setting -> {
            if (setting.getValue().isNull()) {
                throw new ConfigException(
                        join(path, setting.getKey()) + " has no value; give it one, or remove the key");
            }
        });
    }

    private static @Nullable Type element(Type type) {
        return type instanceof ParameterizedType list && list.getRawType() == List.class
                ? list.getActualTypeArguments()[0]
                : null;
    }

    private static void resolve(ObjectNode node, Class<?> type, @Nullable JsonNode preset, String path) {
        if (type.isRecord()) {
            complete(node, type, path);
            return;
        }
        Map<String, Class<?>> variants = Variants.of(type);
        if (variants.isEmpty()) {
            return;
        }
        if (!node.hasNonNull("type")) {
            String chosen = preset == null
                    ? Variants.unnamed(type)
                    : preset.path("type").asText("");
            if (!chosen.isEmpty()) {
                node.put("type", chosen);
            }
        }
        String name = node.path("type").asText("");
        Class<?> variant = variants.get(name);
        if (variant == null) {
            throw RejectedKeys.unknownType(path, node.get("type"), variants.keySet());
        }
        refuseOthersKeys(node, path, name, variants);
        complete(node, variant, path);
    }

    private static void refuseOthersKeys(ObjectNode node, String path, String type, Map<String, Class<?>> variants) {
        List<String> own = names(variants.get(type));
        List<String> given = new ArrayList<>();
        node.fieldNames().forEachRemaining(given::add);
        for (String key : given) {
            Optional<String> owner = own.contains(key) || key.equals("type")
                    ? Optional.empty()
                    : variants.keySet().stream()
                            .filter(other -> names(variants.get(other)).contains(key))
                            .findFirst();
            if (owner.isPresent()) {
                throw RejectedKeys.keyOfOtherType(path, key, node.get(key), type, owner.get());
            }
        }
    }

    private static List<String> names(@Nullable Class<?> variant) {
        return variant == null
                ? List.of()
                : Settings.of(variant).stream().map(Setting::name).toList();
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
