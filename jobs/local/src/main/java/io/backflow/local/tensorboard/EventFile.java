package io.backflow.local.tensorboard;

import io.backflow.model.io.ProtobufWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Writes one event file of TensorBoard: records in TensorFlow's framing, each with the length, its masked CRC-32C, the
 * bytes, and theirs; each a message {@code Event} of {@code tensorflow/core/util/event.proto}. Not thread-safe.
 */
final class EventFile implements AutoCloseable {

    /** Field numbers of {@code Event}. */
    private static final int WALL_TIME = 1;

    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;

    /** Field numbers of {@code Summary} and its {@code Value}. */
    private static final int VALUE = 1;

    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int HISTOGRAM = 5;

    private final OutputStream out;

    private EventFile(OutputStream out) {
        this.out = out;
    }

    /**
     * Creates a file in {@code folder}, which is created where it is not there. Its name is one that TensorBoard looks
     * for, and later files come after it.
     *
     * @param millis now, since the epoch
     * @throws IOException where that is not possible
     */
    static EventFile create(Path folder, long millis) throws IOException {
        Files.createDirectories(folder);
        String name = String.format(
                Locale.ROOT,
                "events.out.tfevents.%010d.backflow.%d.%03d",
                millis / 1000,
                ProcessHandle.current().pid(),
                millis % 1000);
        EventFile file = new EventFile(
                new BufferedOutputStream(Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW)));
        file.write(new ProtobufWriter().number(WALL_TIME, seconds(millis)).text(FILE_VERSION, "brain.Event:2"));
        file.flush();
        return file;
    }

    private static double seconds(long millis) {
        return millis / 1000.0;
    }

    /**
     * Adds a number.
     *
     * @param step where on the axis
     * @param millis when, since the epoch
     */
    void scalar(String tag, double value, long step, long millis) {
        add(step, millis, field -> field.text(TAG, tag).number(SIMPLE_VALUE, (float) value));
    }

    /** Adds how numbers are distributed. */
    void histogram(String tag, Histogram values, long step, long millis) {
        add(step, millis, field -> field.text(TAG, tag).message(HISTOGRAM, values::write));
    }

    private void add(long step, long millis, Consumer<ProtobufWriter> value) {
        write(new ProtobufWriter()
                .number(WALL_TIME, seconds(millis))
                .integer(STEP, step)
                .message(SUMMARY, summary -> summary.message(VALUE, value)));
    }

    private void write(ProtobufWriter event) {
        byte[] bytes = event.toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(bytes.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        frame.putLong(bytes.length).putInt(maskedCrc(frame.array(), Long.BYTES));
        frame.put(bytes).putInt(maskedCrc(bytes, bytes.length));
        try {
            out.write(frame.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As TFRecord files mask it, so that a file of checksums has other checksums. */
    private static int maskedCrc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    /** Lets readers see all that was added. */
    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
