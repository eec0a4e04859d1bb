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
 * between steps (8 bytes each), the number of values and the values; then the event time that the sequence's features
 * were last seen at (8 bytes), how many numbers are kept of them, and these. Layout 1 ends before that. Forecasts that
 * wait for their truth are not part of it.
 *
 * @param shape the layers that the state belongs to
 * @param size values in a state
 */
record SavedState(String shape, int size) {

    private static final int MAGIC = 0x42464C53;
    private static final byte LAYOUT = 2;
    private static final byte WITHOUT_FEATURES = 1;
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
        float[] features = state.features.values;
        ByteBuffer out = ByteBuffer.allocate(
                FIXED + text.length + Float.BYTES * (size + features.length) + Long.BYTES + Integer.BYTES);
        out.putInt(MAGIC).put(LAYOUT).putInt(0);
        out.putShort((short) text.length).put(text);
        out.putLong(state.version).putLong(state.step).putLong(state.eventTime).putLong(state.stepMillis);
        out.putInt(size);
        for (float value : state.recurrent) {
            out.putFloat(value);
        }
        out.putLong(state.features.time).putInt(features.length);
        for (float value : features) {
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
        if (layout != LAYOUT && layout != WITHOUT_FEATURES) {
            throw refusal(sequence, "has layout " + layout + ", and this build reads layouts up to " + LAYOUT);
        }
        if (in.getInt() != crc(bytes)) {
            throw refusal(sequence, "is damaged: its checksum does not fit its " + bytes.length + " bytes");
        }
        checkShape(sequence, in, layout == LAYOUT);
        LiveState state = new LiveState(size);
        state.version = in.getLong();
        state.step = in.getLong();
        state.eventTime = in.getLong();
        state.stepMillis = in.getLong();
        in.position(in.position() + Integer.BYTES);
        for (int i = 0; i < size; i++) {
            state.recurrent[i] = in.getFloat();
        }
        if (layout == LAYOUT) {
            readFeatures(state, in);
        }
        return state;
    }

    private static void readFeatures(LiveState into, ByteBuffer in) {
        into.features.time = in.getLong();
        into.features.values = new float[in.getInt()];
        for (int i = 0; i < into.features.values.length; i++) {
            into.features.values[i] = in.getFloat();
        }
    }

    /** Leaves {@code in} behind the text; all lengths fit then. */
    private void checkShape(String sequence, ByteBuffer in, boolean withFeatures) {
        int length = Short.toUnsignedInt(in.getShort());
        int values = number(in, in.position() + length + 4 * Long.BYTES);
        long end = (long) FIXED + length + (long) Float.BYTES * values;
        if (withFeatures && end + Long.BYTES + Integer.BYTES <= in.limit()) {
            int features = number(in, (int) end + Long.BYTES);
            end += Long.BYTES + Integer.BYTES + (long) Float.BYTES * features;
        }
        if (values < 0 || in.limit() != end) {
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

    /** The number at {@code at}; -1 where there is none, or it is below 0. */
    private static int number(ByteBuffer in, int at) {
        return at + Integer.BYTES > in.limit() ? -1 : Math.max(-1, in.getInt(at));
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
