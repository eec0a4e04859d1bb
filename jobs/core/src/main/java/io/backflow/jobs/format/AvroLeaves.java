package io.backflow.jobs.format;

import io.backflow.jobs.config.TimeField.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** How single values are read into their slots, by their schema. */
final class AvroLeaves {

    private static final int LONGEST_DECIMAL = 64;
    private static final int SCALE = 1000;
    private static final long DAY = 86_400;

    private AvroLeaves() {}

    /** Reads a value of {@code schema} into {@code slot}; throws where it is no single value. */
    static AvroNode of(Schema schema, int slot, String path) throws RecordException {
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case NULL -> (in, into) -> {};
            case BOOLEAN -> (in, into) -> into.truth(slot, in.truth());
            case INT ->
                logical instanceof LogicalTypes.Date
                        ? (in, into) -> into.time(slot, Math.multiplyExact(in.whole(), DAY), Unit.S)
                        : whole(slot);
            case LONG -> time(logical, slot);
            case FLOAT -> (in, into) -> into.decimal(slot, in.single());
            case DOUBLE -> (in, into) -> into.decimal(slot, in.real());
            case STRING ->
                (in, into) -> {
                    int length = in.length();
                    into.text(slot, in.position(), length);
                    in.skip(length);
                };
            case ENUM -> symbol(schema.getEnumSymbols(), slot);
            case BYTES, FIXED -> decimal(schema, slot, path);
            default -> throw refusal(schema, path);
        };
    }

    static RecordException refusal(Schema schema, String path) {
        return RecordException.field((path.isEmpty() ? "the record" : path) + " is of the type "
                + schema.getType().getName() + " in the writer's schema; stream.fields needs a single value there");
    }

    private static AvroNode whole(int slot) {
        return (in, into) -> into.whole(slot, in.whole());
    }

    private static AvroNode time(LogicalType logical, int slot) {
        if (logical instanceof LogicalTypes.TimestampMillis || logical instanceof LogicalTypes.LocalTimestampMillis) {
            return (in, into) -> into.time(slot, in.whole(), Unit.MS);
        }
        if (logical instanceof LogicalTypes.TimestampMicros || logical instanceof LogicalTypes.LocalTimestampMicros) {
            return (in, into) -> into.time(slot, in.whole(), Unit.US);
        }
        if (logical instanceof LogicalTypes.TimestampNanos || logical instanceof LogicalTypes.LocalTimestampNanos) {
            return (in, into) -> into.time(slot, in.whole(), Unit.NS);
        }
        return whole(slot);
    }

    private static AvroNode symbol(List<String> declared, int slot) {
        String[] symbols = declared.toArray(String[]::new);
        return (in, into) -> into.text(slot, symbols[in.index(symbols.length, "symbol")]);
    }

    private static AvroNode decimal(Schema schema, int slot, String path) throws RecordException {
        if (!(schema.getLogicalType() instanceof LogicalTypes.Decimal decimal)
                || Math.abs(decimal.getScale()) > SCALE) {
            throw refusal(schema, path);
        }
        int scale = decimal.getScale();
        int fixed = schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : -1;
        return (in, into) -> {
            int length = fixed < 0 ? in.length() : fixed;
            int from = in.position();
            in.skip(length);
            if (length == 0 || length > LONGEST_DECIMAL) {
                throw AvroInput.malformed("a decimal number has " + length + " bytes");
            }
            into.decimal(slot, new BigDecimal(new BigInteger(in.bytes(), from, length), scale).doubleValue());
        };
    }
}
