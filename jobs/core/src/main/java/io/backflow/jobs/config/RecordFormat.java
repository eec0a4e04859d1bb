package io.backflow.jobs.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FormatConfig} without what belongs to a place, such as the address of a registry and its secrets.
 *
 * @param type name of the format, as in {@code stream.format}
 * @param header names of the columns, where the format is {@code csv} and has them
 * @param separator between two values, where the format is {@code csv}
 * @param quote around a value that contains separators, where the format is {@code csv}
 */
public record RecordFormat(
        @Key(meaning = "what the bytes of a record are") String type,

        @Key(meaning = "names of the columns of CSV", optional = true) @Nullable
        List<String> header,

        @Key(meaning = "the character between two values of CSV", optional = true) @Nullable
        String separator,

        @Key(meaning = "the character around a value of CSV", optional = true) @Nullable
        String quote) {

    public RecordFormat {
        header = header == null ? null : List.copyOf(header);
    }

    static RecordFormat of(FormatConfig format) {
        return format instanceof FormatConfig.Csv csv
                ? new RecordFormat("csv", csv.header(), csv.separator(), csv.quote())
                : new RecordFormat(Variants.name(FormatConfig.class, format), null, null, null);
    }
}
