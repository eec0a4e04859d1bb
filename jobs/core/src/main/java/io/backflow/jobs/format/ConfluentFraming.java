package io.backflow.jobs.format;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * As Confluent's serializers write it: in front of the datum, or in a header, a byte 0 and the schema's number (4
 * bytes, big-endian), or a byte 1 and the schema's GUID (16 bytes).
 */
final class ConfluentFraming implements Framing {

    static final String VALUE_HEADER = "__value_schema_id";
    static final String KEY_HEADER = "__key_schema_id";

    private static final byte NUMBER = 0;
    private static final byte GUID = 1;
    private static final int NUMBER_BYTES = 5;
    private static final int GUID_BYTES = 17;

    @Override
    public @Nullable Framed value(Incoming record) {
        return framed(record.header(VALUE_HEADER), record.value());
    }

    @Override
    public @Nullable Framed key(Incoming record, byte[] key) {
        return framed(record.header(KEY_HEADER), key);
    }

    private static @Nullable Framed framed(byte @Nullable [] header, byte[] bytes) {
        Framed named = header == null ? null : prefix(header);
        return named == null ? prefix(bytes) : new Framed(named.id(), 0);
    }

    private static @Nullable Framed prefix(byte[] bytes) {
        if (bytes.length >= NUMBER_BYTES && bytes[0] == NUMBER) {
            int number = ByteBuffer.wrap(bytes).getInt(1);
            return new Framed(SchemaId.of(SchemaId.Kind.ID, number), NUMBER_BYTES);
        }
        return bytes.length >= GUID_BYTES && bytes[0] == GUID ? new Framed(SchemaId.guid(bytes, 1), GUID_BYTES) : null;
    }

    @Override
    public String expected() {
        return "a byte 0 and a schema ID, nor a byte 1 and a schema GUID, nor a header " + VALUE_HEADER;
    }
}
