package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The alternatives of a setting that has a {@code type}, as its sealed interface declares them. */
final class Variants {

    private Variants() {}

    /** Records by type name, in the order declared; empty where {@code type} has no alternatives. */
    static Map<String, Class<?>> of(Class<?> type) {
        JsonSubTypes subTypes = type.getAnnotation(JsonSubTypes.class);
        if (subTypes == null) {
            return Map.of();
        }
        Map<String, Class<?>> variants = new LinkedHashMap<>();
        for (JsonSubTypes.Type variant : subTypes.value()) {
            variants.put(variant.name(), variant.value());
        }
        return Collections.unmodifiableMap(variants);
    }

    /** The type name of {@code value}, an alternative of {@code type}. */
    static String name(Class<?> type, Object value) {
        return of(type).entrySet().stream()
                .filter(variant -> variant.getValue() == value.getClass())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** The alternative that keys without a {@code type} are of; empty where there is none. */
    static String unnamed(Class<?> type) {
        JsonTypeInfo info = type.getAnnotation(JsonTypeInfo.class);
        return of(type).entrySet().stream()
                .filter(variant -> info != null && variant.getValue() == info.defaultImpl())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }
}
