package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the bytes of a record are. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = FormatConfig.Backflow.class, name = "backflow"),
    @JsonSubTypes.Type(value = FormatConfig.Json.class, name = "json"),
    @JsonSubTypes.Type(value = FormatConfig.Csv.class, name = "csv"),
    @JsonSubTypes.Type(value = FormatConfig.Avro.class, name = "avro"),
    @JsonSubTypes.Type(value = FormatConfig.Apicurio.class, name = "apicurio")
})
public sealed interface FormatConfig {

    /** The schema {@code Timestep}, whose fields say themselves what they are. */
    record Backflow() implements FormatConfig {}

    /** One JSON document a record. */
    record Json() implements FormatConfig {}

    /**
     * One line of values a record, as RFC 4180 describes it.
     *
     * @param header names of the columns; null: they are counted from 0
     * @param separator one character between two values
     * @param quote one character around a value that contains separators
     */
    record Csv(
            @Key(
                    meaning = "names of the columns in their order, to be used as paths in `stream.fields`; absent: the"
                            + " columns are named by their position, from 0",
                    optional = true)
            @Nullable
            List<String> header,

            @Key(meaning = "the character between two values, of ASCII", preset = "','")
            String separator,

            @Key(meaning = "the character around a value that contains separators, of ASCII", preset = "'\"'")
            String quote)
            implements FormatConfig {

        public Csv {
            oneCharacter("separator", separator);
            oneCharacter("quote", quote);
            if (separator.equals(quote)) {
                throw new ConfigException("stream.format.quote is " + quote
                        + ", as is stream.format.separator; use two different characters");
            }
            if (header != null) {
                header = List.copyOf(header);
                if (new HashSet<>(header).size() != header.size()) {
                    throw new ConfigException("stream.format.header is " + header + "; name each column once");
                }
            }
        }

        private static void oneCharacter(String key, String value) {
            boolean usable = value.length() == 1 && value.charAt(0) < 128 && "\r\n".indexOf(value.charAt(0)) < 0;
            if (!usable) {
                throw new ConfigException("stream.format." + key + " is \"" + value
                        + "\"; it must be one character of ASCII, such as \",\" or \"\\t\"");
            }
        }
    }

    /**
     * Avro, framed as Confluent's serializers do.
     *
     * @param registry where the writers' schemas are
     */
    record Avro(
            @Key(meaning = "the schema registry that knows the writers' schemas")
            RegistryConfig registry) implements FormatConfig {}

    /**
     * Avro, framed as Apicurio's serializers do.
     *
     * @param registry where the writers' schemas are
     * @param id what the number before a record is
     * @param idBytes how long it is
     */
    record Apicurio(
            @Key(meaning = "the schema registry that knows the writers' schemas")
            RegistryConfig registry,

            @Key(
                    meaning = "what the number in front of a value identifies: its `content`, or a `global` version of"
                            + " an artifact (`apicurio.registry.use-id`)",
                    preset = "content")
            IdKind id,

            @Key(meaning = "number of bytes of that number: `4`, or `8` (`apicurio.registry.id-handler`)", preset = "4")
            int idBytes)
            implements FormatConfig {

        public Apicurio {
            if (idBytes != 4 && idBytes != 8) {
                throw new ConfigException("stream.format.id_bytes is " + idBytes + "; it must be 4 or 8");
            }
        }
    }

    /** What a number of Apicurio's identifies. */
    enum IdKind {
        CONTENT,
        GLOBAL
    }
}
