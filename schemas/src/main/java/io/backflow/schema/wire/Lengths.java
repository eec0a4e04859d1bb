package io.backflow.schema.wire;

import io.backflow.schema.wire.WireException.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;

/**
 * Walks Avro binary data without building anything: every length that stands in the data must fit into the bytes that
 * are really there, so that a reader afterwards cannot be made to take more memory than the message's own size times a
 * constant.
 */
final class Lengths {

    private Lengths() {}

    /** Walks one {@code schema} datum, which must end where {@code in} ends. */
    static void check(Schema schema, ByteBuffer in) throws WireException {
        try {
            walk(schema, in);
        } catch (BufferUnderflowException e) {
            throw malformed("it ends too early");
        }
        if (in.hasRemaining()) {
            throw malformed(in.remaining() + " bytes are left over");
        }
    }

    private static void walk(Schema schema, ByteBuffer in) throws WireException {
        switch (schema.getType()) {
            case NULL -> {}
            case BOOLEAN -> skip(in, 1);
            case INT, LONG -> varint(in);
            case FLOAT -> skip(in, 4);
            case DOUBLE -> skip(in, 8);
            case FIXED -> skip(in, schema.getFixedSize());
            case ENUM -> within(varint(in), schema.getEnumSymbols().size(), "symbol");
            case BYTES, STRING -> skip(in, varint(in));
            case UNION ->
                walk(schema.getTypes().get(within(varint(in), schema.getTypes().size(), "branch")), in);
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    walk(field.schema(), in);
                }
            }
            case ARRAY -> walkArray(schema.getElementType(), in);
            case MAP -> throw new IllegalStateException("no topic's schema holds a map");
        }
    }

    private static void walkArray(Schema items, ByteBuffer in) throws WireException {
        for (long count = varint(in); count != 0; count = varint(in)) {
            if (count < 0) {
                count = -count;
                varint(in);
            }
            if (count < 0 || count > in.remaining()) {
                throw malformed("an array claims " + count + " items, but only " + in.remaining() + " bytes follow");
            }
            if (items.getType() == Schema.Type.FLOAT) {
                skip(in, 4 * count);
                continue;
            }
            for (long i = 0; i < count; i++) {
                walk(items, in);
            }
        }
    }

    private static void skip(ByteBuffer in, long bytes) throws WireException {
        if (bytes < 0 || bytes > in.remaining()) {
            throw malformed("a value claims " + bytes + " bytes, but only " + in.remaining() + " follow");
        }
        in.position(in.position() + (int) bytes);
    }

    private static int within(long index, int size, String what) throws WireException {
        if (index < 0 || index >= size) {
            throw malformed(what + " " + index + " of " + size + " does not exist");
        }
        return (int) index;
    }

    /** Avro's zig-zag variable-length number. */
    private static long varint(ByteBuffer in) throws WireException {
        long bits = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            bits |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw malformed("a number is longer than 10 bytes");
    }

    private static WireException malformed(String what) {
        return new WireException(Reason.MALFORMED, "the record does not follow its schema: " + what);
    }
}
