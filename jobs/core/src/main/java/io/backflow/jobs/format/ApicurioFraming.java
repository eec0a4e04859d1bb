package io.backflow.jobs.format;

import io.backflow.jobs.config.FormatConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * As Apicurio's serializers write it: in front of the datum a byte 0 and a number (4 bytes, or 8), or in headers a
 * number (8 bytes) or the hash of the schema's text.
 */
final class ApicurioFraming implements Framing {

    private static final String PREFIX = "apicurio.";

    private final SchemaId.Kind kind;
    private final int idBytes;
    private final String[] valueHeaders = headers("value");
    private final String[] keyHeaders = headers("key");

    ApicurioFraming(FormatConfig.Apicurio config) {
        kind = config.id() == FormatConfig.IdKind.GLOBAL ? SchemaId.Kind.GLOBAL : SchemaId.Kind.CONTENT;
        idBytes = config.idBytes();
    }

    private static String[] headers(String part) {
        return new String[] {PREFIX + part + ".contentId", PREFIX + part + ".globalId", PREFIX + part + ".contentHash"};
    }

    @Override
    public @Nullable Framed value(Incoming record) {
        return framed(record, valueHeaders, record.value());
    }

    @Override
    public @Nullable Framed key(Incoming record, byte[] key) {
        return framed(record, keyHeaders, key);
    }

    private @Nullable Framed framed(Incoming record, String[] headers, byte[] bytes) {
        Framed named = named(record, headers);
        if (named != null || bytes.length <= idBytes || bytes[0] != 0) {
            return named;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long number = idBytes == Integer.BYTES ? buffer.getInt(1) : buffer.getLong(1);
        return new Framed(SchemaId.of(kind, number), 1 + idBytes);
    }

    private static @Nullable Framed named(Incoming record, String[] headers) {
        byte[] content = record.header(headers[0]);
        if (content != null && content.length == Long.BYTES) {
            return new Framed(number(SchemaId.Kind.CONTENT, content), 0);
        }
        byte[] global = record.header(headers[1]);
        if (global != null && global.length == Long.BYTES) {
            return new Framed(number(SchemaId.Kind.GLOBAL, global), 0);
        }
        byte[] hash = record.header(headers[2]);
        return hash != null && hash.length > 0 && hash.length <= 128
                ? new Framed(SchemaId.ofHash(new String(hash, StandardCharsets.UTF_8)), 0)
                : null;
    }

    private static SchemaId number(SchemaId.Kind kind, byte[] header) {
        return SchemaId.of(kind, ByteBuffer.wrap(header).getLong());
    }

    @Override
    public String expected() {
        return "a byte 0 and an ID of " + idBytes + " bytes, nor a header " + valueHeaders[0] + ", " + valueHeaders[1]
                + " or " + valueHeaders[2];
    }
}
