package io.backflow.jobs.config;

import io.backflow.model.Check;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Columns of the network's input, or of its target, that one part of a record makes.
 *
 * @param path where the part is
 * @param size how many elements an array has; 1: the part is a single value
 * @param text whether a number may stand in a text
 * @param categories all values that the part may have; null: it is a number
 * @param hash number of columns over which any value is spread by its hash; null: it is a number
 */
@Shorthand("path")
public record ColumnsField(
        @Key(meaning = "path of a number, of true or false, or of a text that names a category")
        String path,

        @Key(
                meaning = "number of elements where the path is that of a whole array, each of which makes a column; in"
                        + " CSV that many columns from the path on",
                preset = "1")
        int size,

        @Key(meaning = "whether a number may stand in a text, such as `\"21.5\"`; in CSV it does", preset = "false")
        boolean text,

        @Key(
                meaning = "all values that the part may have: each makes a column that is 1 where the part has it and 0"
                        + " elsewhere; where the model embeds tokens, a value's position is the token",
                optional = true)
        @Nullable
        List<String> categories,

        @Key(
                meaning = "number of columns for categories that are not known: the 64-bit FNV-1a hash of the text,"
                        + " modulo this number, decides which of them is 1; where the model embeds tokens, it"
                        + " is the token",
                optional = true)
        @Nullable
        Integer hash) {

    public ColumnsField {
        FieldPath.parse("path", path);
        Check.positive("size", size);
        if (categories != null) {
            categories = List.copyOf(categories);
            if (categories.isEmpty() || new HashSet<>(categories).size() != categories.size()) {
                throw new IllegalArgumentException(
                        "categories is " + categories + "; name at least one category, and each once");
            }
        }
        if (hash != null) {
            Check.positive("hash", hash);
        }
        if (categories != null && hash != null) {
            throw new IllegalArgumentException(
                    "hash is " + hash + ", but categories are named too; remove one of the two");
        }
        if ((categories != null || hash != null) && (size != 1 || text)) {
            throw new IllegalArgumentException((text ? "text is true" : "size is " + size)
                    + ", but a category is one value of any text; remove it");
        }
    }

    /** Whether the part is a category and not a number. */
    public boolean categorical() {
        return categories != null || hash != null;
    }

    /** How many columns the part makes. */
    public int columns() {
        return categories != null ? categories.size() : hash != null ? hash : size;
    }
}
