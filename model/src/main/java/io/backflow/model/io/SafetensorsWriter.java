package io.backflow.model.io;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes tensors in single precision, in the order given, as a safetensors file. */
record SafetensorsWriter(List<NamedTensor> tensors, Map<String, String> metadata) {

    private static final int ALIGNMENT = 8;

    void writeTo(Path file) throws IOException {
        byte[] header = header();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(littleEndian(Long.BYTES).putLong(header.length).array());
            out.write(header);
            for (NamedTensor tensor : tensors) {
                ByteBuffer bytes = littleEndian(Math.multiplyExact(tensor.values().length, Float.BYTES));
                bytes.asFloatBuffer().put(tensor.values());
                out.write(bytes.array());
            }
        }
    }

    /** Padded with spaces, so that the tensors start at a multiple of eight bytes. */
    private byte[] header() throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode();
        ObjectNode texts = root.putObject("__metadata__");
        metadata.forEach(texts::put);
        long place = 0;
        for (NamedTensor tensor : tensors) {
            ObjectNode entry = root.putObject(tensor.name()).put("dtype", "F32");
            Arrays.stream(tensor.shape()).forEach(entry.putArray("shape")::add);
            long end = place + (long) tensor.values().length * Float.BYTES;
            entry.putArray("data_offsets").add(place).add(end);
            place = end;
        }
        byte[] bytes = json.writeValueAsBytes(root);
        byte[] padded = Arrays.copyOf(bytes, (bytes.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
        return padded;
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
