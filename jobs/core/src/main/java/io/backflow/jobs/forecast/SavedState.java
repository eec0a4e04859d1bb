package io.backflow.jobs.forecast;

import io.backflow.model.LayerSpec;
import io.backflow.model.ModelSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * A live state as bytes, big-endian: the letters {@code BFLS}, the number of the layout (1 byte), the CRC-32 of all
 * that follows, the length (2 bytes) and the text of the layers' shapes, version, step, event time and milliseconds
 * between steps (8 bytes each), the number of values and the values. Forecasts that wait for their truth are not part
 * of it.
 *
 * @param shape the layers that the state belongs to
 * @param size values in a state
 */
record SavedState(String shape, int size) {

    private static final int MAGIC = 0x42464C53;
    private static final byte LAYOUT = 1;
    private static final int HEAD = Integer.BYTES + 1 + Integer.BYTES;
    private static final int FIXED = HEAD + Short.BYTES + 4 * Long.BYTES + Integer.BYTES;

    /** Of states of {@code spec}. */
    static SavedState of(ModelSpec spec) {
        String shape = spec.layers().stream().map(SavedState::shape).collect(Collectors.joining(", "));
        return new SavedState(shape, spec.stateSize());
    }

    private static String shape(LayerSpec layer) {
        return layer.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " " + layer.units();
    }

    byte[] write(LiveState state) {
        byte[] text = shape.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(FIXED + text.length + Float.BYTES * size);
        out.putInt(MAGIC).put(LAYOUT).putInt(0);
        out.putShort((short) text.length).put(text);
        out.putLong(state.version).putLong(state.step).putLong(state.eventTime).putLong(state.stepMillis);
        out.putInt(size);
        for (float value : state.recurrent) {
            out.putFloat(value);
        }
        return out.putInt(Integer.BYTES + 1, crc(out.array())).array();
    }

    /**
     * The inverse of {@link #write}.
     *
     * @param sequence whose state it is, for messages
     * @throws IllegalArgumentException where {@code bytes} are damaged, or not a state of these layers
     */
    LiveState read(String sequence, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < FIXED || in.getInt() != MAGIC) {
            throw refusal(sequence, "is not one that a served model wrote (" + bytes.length + " bytes)");
        }
        byte layout = in.get();
        if (layout != LAYOUT) {
            throw refusal(sequence, "has layout " + layout + ", and this build reads layout " + LAYOUT);
        }
        if (in.getInt() != crc(bytes)) {
            throw refusal(sequence, "is damaged: its checksum does not fit its " + bytes.length + " bytes");
        }
        checkShape(sequence, in);
        LiveState state = new LiveState(size);
        state.version = in.getLong();
        state.step = in.getLong();
        state.eventTime = in.getLong();
        state.stepMillis = in.getLong();
        in.position(in.position() + Integer.BYTES);
        for (int i = 0; i < size; i++) {
            state.recurrent[i] = in.getFloat();
        }
        return state;
    }

    /** Leaves {@code in} behind the text; all lengths fit then. */
    private void checkShape(String sequence, ByteBuffer in) {
        int length = Short.toUnsignedInt(in.getShort());
        int values = (in.limit() - FIXED - length) / Float.BYTES;
        int count = in.limit() - FIXED < length ? -1 : in.getInt(in.position() + length + 4 * Long.BYTES);
        if (count != values || in.limit() != FIXED + length + Float.BYTES * values) {
            throw refusal(sequence, "is damaged: its lengths contradict its " + in.limit() + " bytes");
        }
        byte[] text = new byte[length];
        in.get(text);
        String found = new String(text, StandardCharsets.UTF_8);
        if (!found.equals(shape) || values != size) {
            throw refusal(
                    sequence,
                    "is of a model with layers " + found + " (" + values + " values), and this model has " + shape
                            + " (" + size + " values)");
        }
    }

    private static IllegalArgumentException refusal(String sequence, String problem) {
        return new IllegalArgumentException("the state of sequence " + sequence + " " + problem
                + "; take in a state that this model handed out, or begin the sequence anew");
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, HEAD, bytes.length - HEAD);
        return (int) crc.getValue();
    }
}
