package io.backflow.jobs.deadletters;

import io.backflow.schema.Timestep;
import io.backflow.schema.TimestepLabel;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of a dead letter say, as far as it can be known: a timestep or a label in Backflow's own schema, text,
 * or bytes.
 * Whoever writes to the stream chooses these bytes; no control character of theirs reaches a terminal. Not thread-safe.
 */
public final class LetterContent {

    /** Of a value; what follows is left out. */
    private static final int SHOWN_BYTES = 4096;

    private static final int HEX_ROW = 32;

    private final Wire<Timestep> wire = Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final Wire<TimestepLabel> labels =
            Wire.of(TimestepLabel.class, TimestepLabel.getClassSchema(), Wire.ONE_MEBIBYTE);

    /** The ID of the record's sequence: its timestep's, or its key where that is text. */
    public Optional<String> sequence(ConsumerRecord<byte[], byte[]> record) {
        return read(wire, record.value())
                .map(Timestep::getSequenceId)
                .or(() -> read(labels, record.value()).map(TimestepLabel::getSequenceId))
                .or(() -> text(record.key()));
    }

    /** {@code bytes} as a person reads them: kind and length, and then the content in lines of its own. */
    public String show(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "none";
        }
        String length = bytes.length + (bytes.length == 1 ? " byte" : " bytes");
        Optional<String> own = read(wire, bytes)
                .map(timestep -> ", a timestep in Backflow's schema\n" + cut(printable(timestep.toString())))
                .or(() -> read(labels, bytes)
                        .map(label -> ", a label in Backflow's schema\n" + cut(printable(label.toString()))));
        if (own.isPresent()) {
            return length + own.get();
        }
        Optional<String> text = text(bytes);
        return text.map(words -> length + ", text\n" + cut(printable(words)))
                .orElseGet(() -> length + ", hexadecimal\n" + hex(bytes));
    }

    /** {@code text} with its control characters escaped, as are those that change the direction of writing. */
    public static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean plain =
                    c == '\n' || c == '\t' || !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
            if (plain) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return shown.toString();
    }

    private static <T extends SpecificRecordBase> Optional<T> read(Wire<T> wire, byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(wire.decode(value));
        } catch (WireException e) {
            return Optional.empty(); // then it is something else
        }
    }

    /** Empty where the bytes are not UTF-8. */
    static Optional<String> text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String cut(String text) {
        return text.length() <= SHOWN_BYTES
                ? text
                : text.substring(0, SHOWN_BYTES) + "\n(" + (text.length() - SHOWN_BYTES) + " characters more)";
    }

    private static String hex(byte[] bytes) {
        StringBuilder rows = new StringBuilder();
        int shown = Math.min(bytes.length, SHOWN_BYTES);
        for (int from = 0; from < shown; from += HEX_ROW) {
            rows.append(from == 0 ? "" : "\n")
                    .append(HexFormat.ofDelimiter(" ").formatHex(bytes, from, Math.min(shown, from + HEX_ROW)));
        }
        return rows + (shown < bytes.length ? "\n(" + (bytes.length - shown) + " bytes more)" : "");
    }
}
