package io.backflow.jobs.format;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What a record says of its schema.
 *
 * @param kind what the numbers are
 * @param high the upper half of a GUID, else 0
 * @param low the number, or the lower half of a GUID
 * @param hash the hash of the schema's text, else empty
 */
public record SchemaId(Kind kind, long high, long low, String hash) {

    /** What identifies a schema. */
    public enum Kind {
        /** The number in a registry of Confluent's interface. */
        ID,
        /** The GUID there. */
        GUID,
        /** The content's number in Apicurio's registry. */
        CONTENT,
        /** The number of an artifact's version there. */
        GLOBAL,
        /** The SHA-256 of the content there. */
        HASH
    }

    static SchemaId of(Kind kind, long number) {
        return new SchemaId(kind, 0, number, "");
    }

    /** The GUID in 16 bytes from {@code at} on. */
    static SchemaId guid(byte[] bytes, int at) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, at, 16);
        return new SchemaId(Kind.GUID, buffer.getLong(), buffer.getLong(), "");
    }

    static SchemaId ofHash(String hash) {
        return new SchemaId(Kind.HASH, 0, 0, hash);
    }

    /** The ID alone, as it is written in an address. */
    String text() {
        return switch (kind) {
            case GUID -> new UUID(high, low).toString();
            case HASH -> hash;
            default -> Long.toString(low);
        };
    }

    @Override
    public String toString() {
        return switch (kind) {
                    case ID -> "schema ID ";
                    case GUID -> "schema GUID ";
                    case CONTENT -> "content ID ";
                    case GLOBAL -> "global ID ";
                    case HASH -> "content hash ";
                }
                + text();
    }
}
