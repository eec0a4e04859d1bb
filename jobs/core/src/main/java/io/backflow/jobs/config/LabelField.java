package io.backflow.jobs.config;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The class of a step.
 *
 * @param path where it is
 * @param categories the classes' names in their order; null: it is a number, or true or false
 */
@Shorthand("path")
public record LabelField(
        @Key(meaning = "path of the class: a whole number from 0, or true or false; below 0 or absent: no label")
        String path,

        @Key(meaning = "names of the classes in their order, where the part is a name", optional = true) @Nullable
        List<String> categories) {

    public LabelField {
        FieldPath.parse("path", path);
        if (categories != null) {
            categories = List.copyOf(categories);
            if (categories.isEmpty() || new HashSet<>(categories).size() != categories.size()) {
                throw new IllegalArgumentException(
                        "categories is " + categories + "; name at least one class, and each once");
            }
        }
    }
}
