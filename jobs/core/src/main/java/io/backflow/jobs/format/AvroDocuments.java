package io.backflow.jobs.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.backflow.jobs.config.RegistryConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Records of Avro whose schemas are in a registry, as trees: for a look at a topic, not for its stream. Not
 * thread-safe.
 */
public final class AvroDocuments {

    private final Framing framing = new ConfluentFraming();
    private final SchemaRegistry registry;
    /** Empty where the registry does not know the schema, or where it is none of Avro. */
    private final SchemaCache<Optional<GenericDatumReader<Object>>> readers = new SchemaCache<>();

    /**
     * @param patience how long a registry that does not answer is asked again
     * @param notices takes a sentence for each time it did not
     */
    public AvroDocuments(RegistryConfig registry, Duration patience, Consumer<String> notices) {
        this.registry = new ConfluentRegistry(new RegistryClient(registry, patience, notices));
    }

    /** The value of {@code record}; empty where it names no schema, or is not of the one that it names. */
    public Optional<JsonNode> read(Incoming record) {
        Framing.Framed framed = framing.value(record);
        if (framed == null || record.value().length > RecordDecoder.MAX_BYTES) {
            return Optional.empty();
        }
        try {
            Optional<GenericDatumReader<Object>> reader = reader(framed.id());
            if (reader.isEmpty()) {
                return Optional.empty();
            }
            BinaryDecoder decoder = DecoderFactory.get()
                    .binaryDecoder(record.value(), framed.from(), record.value().length - framed.from(), null);
            return Optional.of(tree(reader.get().read(null, decoder)));
        } catch (IOException | AvroRuntimeException e) {
            return Optional.empty();
        }
    }

    private Optional<GenericDatumReader<Object>> reader(SchemaId id) {
        Optional<GenericDatumReader<Object>> known = readers.get(id);
        if (known == null) {
            known = ask(id);
            readers.put(id, known);
        }
        return known;
    }

    private Optional<GenericDatumReader<Object>> ask(SchemaId id) {
        try {
            return Optional.of(new GenericDatumReader<>(registry.schema(id)));
        } catch (RecordException e) {
            return Optional.empty();
        }
    }

    /** What is neither a number nor a text nor made of these is left out. */
    private static JsonNode tree(Object value) {
        if (value instanceof IndexedRecord datum) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            datum.getSchema().getFields().forEach(field -> object.set(field.name(), tree(datum.get(field.pos()))));
            return object;
        }
        if (value instanceof Collection<?> values) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            values.forEach(element -> array.add(tree(element)));
            return array;
        }
        if (value instanceof CharSequence || value instanceof GenericEnumSymbol<?>) {
            return TextNode.valueOf(value.toString());
        }
        if (value instanceof Float single) {
            return DoubleNode.valueOf(Double.parseDouble(single.toString()));
        }
        if (value instanceof Double number) {
            return DoubleNode.valueOf(number);
        }
        if (value instanceof Number number) {
            return LongNode.valueOf(number.longValue());
        }
        return value instanceof Boolean truth ? BooleanNode.valueOf(truth) : NullNode.instance;
    }
}
