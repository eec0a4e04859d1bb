package io.backflow.jobs.parameters;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Values as little-endian bytes. */
final class LittleEndianFloats {

    private LittleEndianFloats() {}

    /** Bytes of {@code length} values; throws {@link IllegalStateException} where one is not finite. */
    static byte[] toBytes(float[] values, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalStateException("parameter " + i + " is " + values[i] + "; no such model is published");
            }
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(length, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values, offset, length);
        return bytes.array();
    }

    /** Copies {@code bytes} into {@code values} from {@code offset} on. */
    static void fromBytes(byte[] bytes, float[] values, int offset) {
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values, offset, bytes.length / Float.BYTES);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
