package io.backflow.jobs.format;

import io.backflow.jobs.format.RecordException.Reason;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Puts a schema together with those that it refers to. */
final class SchemaAssembly {

    /** Schemas that one schema may refer to, directly or through others. */
    static final int MOST_REFERENCES = 64;

    /** Asks a registry. */
    interface Source {
        /** The schema at {@code address}. */
        SchemaText get(String address) throws RecordException;
    }

    private final Source source;
    private final String name;
    private final Schema.Parser parser = new Schema.Parser();
    private final Set<String> known = new HashSet<>();

    private SchemaAssembly(Source source, String name) {
        this.source = source;
        this.name = name;
    }

    /**
     * The schema in {@code text}.
     *
     * @param name for messages
     */
    static Schema of(SchemaText text, Source source, String name) throws RecordException {
        return new SchemaAssembly(source, name).parse(text);
    }

    private Schema parse(SchemaText text) throws RecordException {
        for (String reference : text.references()) {
            if (!known.add(reference)) {
                continue;
            }
            if (known.size() > MOST_REFERENCES) {
                throw new RecordException(
                        Reason.SCHEMA, name + " refers to more than " + MOST_REFERENCES + " other schemas");
            }
            parse(source.get(reference));
        }
        try {
            return parser.parse(text.text());
        } catch (AvroRuntimeException e) {
            throw new RecordException(Reason.SCHEMA, name + " is no Avro schema that can be read: " + e.getMessage());
        }
    }
}
