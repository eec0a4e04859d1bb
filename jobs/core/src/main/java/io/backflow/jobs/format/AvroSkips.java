package io.backflow.jobs.format;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** How values that are not mapped are skipped, by their schema. */
final class AvroSkips {

    private static final AvroNode NOTHING = (in, into) -> {};

    private final Map<Schema, AvroNode> made = new IdentityHashMap<>();
    private final Map<Schema, Boolean> empty = new IdentityHashMap<>();

    /** Skips a value of {@code schema}. */
    AvroNode of(Schema schema) {
        AvroNode known = made.get(schema);
        if (known == null) {
            known = make(schema);
            made.put(schema, known);
        }
        return known;
    }

    private AvroNode make(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> NOTHING;
            case BOOLEAN -> (in, into) -> in.skip(1);
            case INT, LONG -> (in, into) -> in.whole();
            case FLOAT -> (in, into) -> in.skip(4);
            case DOUBLE -> (in, into) -> in.skip(8);
            case FIXED -> fixed(schema.getFixedSize());
            case ENUM -> symbol(schema.getEnumSymbols().size());
            case BYTES, STRING -> (in, into) -> in.skip(in.length());
            case UNION -> union(schema.getTypes());
            case RECORD -> record(schema);
            case ARRAY -> array(of(schema.getElementType()), takesBytes(schema.getElementType()));
            case MAP -> map(of(schema.getValueType()));
        };
    }

    private static AvroNode fixed(int size) {
        return (in, into) -> in.skip(size);
    }

    private static AvroNode symbol(int symbols) {
        return (in, into) -> in.index(symbols, "symbol");
    }

    private AvroNode union(List<Schema> types) {
        AvroNode[] branches = types.stream().map(this::of).toArray(AvroNode[]::new);
        return (in, into) -> branches[in.index(branches.length, "branch")].read(in, into);
    }

    /** A record may contain itself: its parts are made after it. */
    private AvroNode record(Schema schema) {
        if (!takesBytes(schema)) {
            return NOTHING;
        }
        AvroNode[] parts = new AvroNode[schema.getFields().size()];
        AvroNode record = sequence(parts);
        made.put(schema, record);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = of(schema.getFields().get(i).schema());
        }
        return record;
    }

    /** The values of {@code parts} one after another. */
    static AvroNode sequence(AvroNode[] parts) {
        return (in, into) -> {
            in.enter();
            for (AvroNode part : parts) {
                part.read(in, into);
            }
            in.leave();
        };
    }

    private static AvroNode array(AvroNode item, boolean takesBytes) {
        return (in, into) -> {
            in.enter();
            for (long count = in.block(takesBytes); count != 0; count = in.block(takesBytes)) {
                for (long i = 0; takesBytes && i < count; i++) {
                    item.read(in, into);
                }
            }
            in.leave();
        };
    }

    private static AvroNode map(AvroNode value) {
        return (in, into) -> {
            in.enter();
            for (long count = in.block(true); count != 0; count = in.block(true)) {
                for (long i = 0; i < count; i++) {
                    in.skip(in.length());
                    value.read(in, into);
                }
            }
            in.leave();
        };
    }

    /** Whether every value of {@code schema} takes a byte at least; else none does. */
    boolean takesBytes(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> false;
            case FIXED -> schema.getFixedSize() > 0;
            case RECORD -> {
                @Nullable Boolean known = empty.get(schema);
                if (known == null) {
                    empty.put(schema, true); // as long as it is looked at: only a record without end contains itself
                    known = schema.getFields().stream().noneMatch(field -> takesBytes(field.schema()));
                    empty.put(schema, known);
                }
                yield !known;
            }
            default -> true;
        };
    }
}
