package io.backflow.jobs.deadletters;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which record of the stream a dead letter is a copy of. A job that starts again from a checkpoint writes the dead
 * letters since then once more; their origins are the same.
 *
 * @param hash 64 bits of the SHA-256 of topic, partition, offset, key and value: a topic that was deleted and made
 *     anew has the same offsets with other records
 */
record Origin(long hash) {

    /** Empty where partition and offset are not known: the dead letters of steps that came late. */
    static Optional<Origin> of(DeadLetter letter) {
        if (letter.partition() < 0 || letter.offset() < 0) {
            return Optional.empty();
        }
        MessageDigest digest = sha256();
        add(digest, letter.topic().getBytes(StandardCharsets.UTF_8));
        digest.update(ByteBuffer.allocate(12)
                .putInt(letter.partition())
                .putLong(letter.offset())
                .flip());
        add(digest, letter.record().key());
        add(digest, letter.record().value());
        return Optional.of(new Origin(ByteBuffer.wrap(digest.digest()).getLong()));
    }

    private static void add(MessageDigest digest, byte @Nullable [] bytes) {
        digest.update(
                ByteBuffer.allocate(4).putInt(bytes == null ? -1 : bytes.length).flip());
        if (bytes != null) {
            digest.update(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** The inverse of {@link #toString()}. */
    static Origin parse(String hex) {
        return new Origin(HexFormat.fromHexDigitsToLong(hex));
    }

    /** 16 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(hash);
    }
}
