package io.backflow.model.io;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes one message in Protocol Buffers' wire format: the kinds of field that ONNX and TensorBoard files have. */
public final class ProtobufWriter {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A field of an integer type, in its plain encoding. */
    public ProtobufWriter integer(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    /** A field of type {@code double}. */
    public ProtobufWriter number(int field, double value) {
        tag(field, FIXED64);
        little(Double.doubleToRawLongBits(value), Double.BYTES);
        return this;
    }

    /** A field of type {@code float}. */
    public ProtobufWriter number(int field, float value) {
        tag(field, FIXED32);
        little(Float.floatToRawIntBits(value), Float.BYTES);
        return this;
    }

    /** A repeated field of type {@code double}, packed. */
    public ProtobufWriter numbers(int field, double[] values) {
        tag(field, DELIMITED);
        varint((long) values.length * Double.BYTES);
        for (double value : values) {
            little(Double.doubleToRawLongBits(value), Double.BYTES);
        }
        return this;
    }

    /** A field of type {@code string}. */
    public ProtobufWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A field of type {@code bytes}. */
    public ProtobufWriter bytes(int field, byte[] value) {
        tag(field, DELIMITED);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** A message within this one, written by {@code content}. */
    public ProtobufWriter message(int field, Consumer<ProtobufWriter> content) {
        ProtobufWriter inner = new ProtobufWriter();
        content.accept(inner);
        return bytes(field, inner.toByteArray());
    }

    /** The message. */
    public byte[] toByteArray() {
        return out.toByteArray();
    }

    private void tag(int field, int wireType) {
        varint((long) field << 3 | wireType);
    }

    private void little(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> 8 * i));
        }
    }

    /** Seven bits a byte, the lowest first; the high bit says that more follow. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
