package io.backflow.jobs.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * How records of one writer's schema are read: the mapped fields, found by their names, into their slots, and all
 * others skipped. A field that the schema does not have stays absent.
 */
final class AvroPlan {

    private final AvroSkips skips = new AvroSkips();

    private AvroPlan() {}

    /** How a value of {@code schema} is read; throws where what is mapped is no single value there. */
    static AvroNode of(Schema schema, PathNode mapped) throws RecordException {
        return new AvroPlan().node(schema, mapped);
    }

    private AvroNode node(Schema schema, PathNode mapped) throws RecordException {
        if (schema.getType() == Schema.Type.UNION) {
            return union(schema.getTypes(), mapped);
        }
        if (mapped.slot() != PathNode.NONE) {
            return AvroLeaves.of(schema, mapped.slot(), mapped.path());
        }
        if (!mapped.hasParts()) {
            return skips.of(schema);
        }
        return switch (schema.getType()) {
            case NULL -> skips.of(schema);
            case RECORD -> record(schema, mapped);
            case ARRAY -> array(schema, mapped);
            case MAP -> map(schema, mapped);
            default ->
                throw RecordException.field((mapped.path().isEmpty() ? "the record" : mapped.path())
                        + " is of the type " + schema.getType().getName()
                        + " in the writer's schema, but stream.fields names parts of it");
        };
    }

    private AvroNode union(List<Schema> types, PathNode mapped) throws RecordException {
        AvroNode[] branches = new AvroNode[types.size()];
        for (int i = 0; i < branches.length; i++) {
            branches[i] = node(types.get(i), mapped);
        }
        return (in, into) -> branches[in.index(branches.length, "branch")].read(in, into);
    }

    private AvroNode record(Schema schema, PathNode mapped) throws RecordException {
        if (mapped.elements() > 0) {
            throw AvroLeaves.refusal(schema, mapped.path());
        }
        List<Schema.Field> fields = schema.getFields();
        AvroNode[] parts = new AvroNode[fields.size()];
        for (int i = 0; i < parts.length; i++) {
            PathNode member = mapped.member(fields.get(i).name());
            Schema type = fields.get(i).schema();
            parts[i] = member == null ? skips.of(type) : node(type, member);
        }
        return AvroSkips.sequence(parts);
    }

    private AvroNode array(Schema schema, PathNode mapped) throws RecordException {
        if (!mapped.members().isEmpty()) {
            throw AvroLeaves.refusal(schema, mapped.path());
        }
        Schema items = schema.getElementType();
        boolean takesBytes = skips.takesBytes(items);
        AvroNode skip = skips.of(items);
        AvroNode[] elements = new AvroNode[mapped.elements()];
        for (int i = 0; i < elements.length; i++) {
            PathNode element = mapped.element(i);
            elements[i] = element == null ? skip : node(items, element);
        }
        return (in, into) -> {
            in.enter();
            long index = 0;
            for (long count = in.block(takesBytes); count != 0; count = in.block(takesBytes)) {
                long next = index + count;
                if (next < 0) {
                    throw AvroInput.malformed("an array has too many items");
                }
                for (; takesBytes && index < next; index++) {
                    (index < elements.length ? elements[(int) index] : skip).read(in, into);
                }
                index = next;
            }
            in.leave();
            if (mapped.size() != PathNode.NONE && mapped.size() != index) {
                throw RecordException.field(
                        mapped.path() + " has " + index + " elements; stream.fields says " + mapped.size());
            }
        };
    }

    private AvroNode map(Schema schema, PathNode mapped) throws RecordException {
        if (mapped.elements() > 0) {
            throw AvroLeaves.refusal(schema, mapped.path());
        }
        AvroNode skip = skips.of(schema.getValueType());
        byte[][] names = new byte[mapped.members().size()][];
        AvroNode[] values = new AvroNode[names.length];
        int next = 0;
        for (Map.Entry<String, PathNode> member : mapped.members().entrySet()) {
            names[next] = member.getKey().getBytes(StandardCharsets.UTF_8);
            values[next++] = node(schema.getValueType(), member.getValue());
        }
        return (in, into) -> {
            in.enter();
            for (long count = in.block(true); count != 0; count = in.block(true)) {
                for (long i = 0; i < count; i++) {
                    int length = in.length();
                    int name = find(names, in.bytes(), in.position(), length);
                    in.skip(length);
                    (name < 0 ? skip : values[name]).read(in, into);
                }
            }
            in.leave();
        };
    }

    private static int find(byte[][] names, byte[] bytes, int from, int length) {
        for (int i = 0; i < names.length; i++) {
            if (Arrays.equals(names[i], 0, names[i].length, bytes, from, from + length)) {
                return i;
            }
        }
        return -1;
    }
}
