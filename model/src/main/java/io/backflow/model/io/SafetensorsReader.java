package io.backflow.model.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads a safetensors file: eight bytes with the header's length, a JSON header, the tensors' bytes, all little-endian.
 * Lengths are accepted only if the file's own size confirms them, so a contradictory file costs no memory.
 */
final class SafetensorsReader implements TensorSource {

    /** A recurrent model's header takes a few kilobytes. */
    private static final long LONGEST_HEADER = 1 << 20;

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataStart;

    private SafetensorsReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        long size = channel.size();
        if (size < Long.BYTES) {
            throw new ModelFileException(file, "has " + size + " bytes; a safetensors file has at least 8");
        }
        long length = bytes(0, Long.BYTES).getLong();
        if (length < 0 || length > size - Long.BYTES) {
            throw new ModelFileException(
                    file,
                    "says that its header takes " + Long.toUnsignedString(length) + " bytes, but only "
                            + (size - Long.BYTES) + " follow; it is truncated or no safetensors file");
        }
        if (length > LONGEST_HEADER) {
            throw new ModelFileException(
                    file, "has a header of " + length + " bytes; at most " + LONGEST_HEADER + " are read");
        }
        dataStart = Long.BYTES + length;
        header = SafetensorsHeader.parse(file, bytes(Long.BYTES, (int) length).array(), size - dataStart);
    }

    static SafetensorsReader open(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return new SafetensorsReader(file, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e, e);
        }
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public Set<String> names() {
        return header.entries().keySet();
    }

    Map<String, String> metadata() {
        return header.metadata();
    }

    @Override
    public List<Long> shape(String name) {
        return Objects.requireNonNull(header.entries().get(name), name).shape();
    }

    @Override
    public float[] read(String name, int... shape) {
        SafetensorsHeader.Entry entry = header.entries().get(name);
        TensorChecks checks = new TensorChecks(file, name);
        if (entry == null) {
            throw checks.absent(names());
        }
        checks.requireShape(entry.shape(), shape);
        float[] values = new float[NamedTensor.size(shape)];
        try {
            fill(values, entry);
        } catch (IOException e) {
            throw new ModelFileException(file, "tensor " + name + " cannot be read: " + e, e);
        }
        checks.requireFinite(values);
        return values;
    }

    private void fill(float[] values, SafetensorsHeader.Entry entry) throws IOException {
        int perBuffer = BUFFER / entry.type().bytes();
        for (int done = 0; done < values.length; done += perBuffer) {
            int count = Math.min(perBuffer, values.length - done);
            long place = dataStart + entry.begin() + (long) done * entry.type().bytes();
            ByteBuffer bytes = bytes(place, count * entry.type().bytes());
            for (int i = 0; i < count; i++) {
                values[done + i] = entry.type().next(bytes);
            }
        }
    }

    private ByteBuffer bytes(long place, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, place + bytes.position()) < 0) {
                throw new EOFException("it became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be closed: " + e, e);
        }
    }
}
