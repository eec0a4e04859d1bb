package io.backflow.schema.wire;

import io.backflow.schema.wire.WireException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * One kind of record to bytes and back, in Avro's single-object encoding: {@code C3 01}, the CRC-64-AVRO fingerprint of
 * the writer's schema (little-endian), the datum. Reads what any version of the schema that is compiled in has written.
 * Not thread-safe.
 */
public final class Wire<T extends SpecificRecordBase> {

    /** A limit that suits every record but a large model's chunk: Kafka's own default. */
    public static final int ONE_MEBIBYTE = 1 << 20;

    private static final int HEADER = 10;
    private static final short MARKER = (short) 0xC301;

    private final String name;
    private final int maxBytes;
    private final long fingerprint;
    private final DatumWriter<T> writer;
    private final Map<Long, Schema> writers = new HashMap<>();
    private final Map<Long, DatumReader<T>> readers = new HashMap<>();

    private Wire(Schema current, List<Schema> former, int maxBytes) {
        this.name = current.getName();
        this.maxBytes = maxBytes;
        this.fingerprint = SchemaNormalization.parsingFingerprint64(current);
        this.writer = new SpecificDatumWriter<>(current, CompiledIn.DATA);
        for (Schema version : former) {
            know(version, current);
        }
        know(current, current);
    }

    /**
     * The framing of the record whose generated schema is {@code current}.
     *
     * @param maxBytes the largest message that is read or written
     */
    public static <T extends SpecificRecordBase> Wire<T> of(Class<T> type, Schema current, int maxBytes) {
        if (!type.getName().equals(current.getFullName())) {
            throw new IllegalArgumentException(type.getName() + " is not written as " + current.getFullName());
        }
        return new Wire<>(current, Versions.of(current.getName()), maxBytes);
    }

    /** As {@link #of}, for versions that are not among the resources. */
    static <T extends SpecificRecordBase> Wire<T> of(Schema current, List<Schema> former, int maxBytes) {
        return new Wire<>(current, former, maxBytes);
    }

    private void know(Schema version, Schema current) {
        long id = SchemaNormalization.parsingFingerprint64(version);
        writers.put(id, version);
        readers.put(id, new SpecificDatumReader<>(version, current, CompiledIn.DATA));
    }

    /** The message; throws {@link IllegalArgumentException} where it is larger than the limit. */
    public byte[] encode(T datum) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        out.writeBytes(ByteBuffer.allocate(HEADER)
                .putShort(MARKER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(fingerprint)
                .array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            writer.write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (out.size() > maxBytes) {
            throw new IllegalArgumentException(
                    name + " takes " + out.size() + " bytes; at most " + maxBytes + " are allowed");
        }
        return out.toByteArray();
    }

    /** Whether {@code message} begins with the header of a version of this record that is known here. */
    public boolean frames(byte[] message) {
        if (message.length < HEADER || message[0] != (byte) (MARKER >> 8) || message[1] != (byte) MARKER) {
            return false;
        }
        return writers.containsKey(
                ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getLong(Short.BYTES));
    }

    /** The record in {@code message}; takes no memory before its size and the lengths within are checked. */
    public T decode(byte[] message) throws WireException {
        if (message.length > maxBytes) {
            throw new WireException(
                    Reason.TOO_LARGE, message.length + " bytes are more than the " + maxBytes + " allowed");
        }
        ByteBuffer in = ByteBuffer.wrap(message);
        if (message.length < HEADER || in.getShort() != MARKER) {
            throw new WireException(
                    Reason.NOT_FRAMED,
                    "no Avro single-object header (C3 01 and a schema fingerprint) starts the record");
        }
        long id = in.order(ByteOrder.LITTLE_ENDIAN).getLong();
        Schema schema = writers.get(id);
        DatumReader<T> reader = readers.get(id);
        if (schema == null || reader == null) {
            throw new WireException(
                    Reason.UNKNOWN_SCHEMA,
                    "schema fingerprint " + Long.toHexString(id) + " is no version of " + name + " that is known here");
        }
        Lengths.check(schema, in);
        try {
            return read(reader, message);
        } catch (IOException | AvroRuntimeException e) {
            throw new WireException(Reason.MALFORMED, "the record does not follow its schema: " + e.getMessage());
        }
    }

    @SuppressWarnings("NullAway") // both last arguments offer something to reuse; null is documented to mean nothing
    private static <T> T read(DatumReader<T> reader, byte[] message) throws IOException {
        return reader.read(null, DecoderFactory.get().binaryDecoder(message, HEADER, message.length - HEADER, null));
    }
}
