package io.backflow.jobs.config;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a record is which column of a model's input and target, as it is published with the model. Holds no
 * address and no secret.
 *
 * @param format what the bytes of a record are
 * @param fields which part of a record is what
 */
public record StreamMapping(
        @Key(meaning = "what the bytes of a record are") RecordFormat format,

        @Key(meaning = "which part of a record is what") FieldsConfig fields) {

    /** That of {@code stream}; null where the records say themselves which part is what. */
    static @Nullable StreamMapping of(StreamConfig stream) {
        FieldsConfig fields = stream.fields();
        return fields == null ? null : new StreamMapping(RecordFormat.of(stream.format()), fields);
    }
}
