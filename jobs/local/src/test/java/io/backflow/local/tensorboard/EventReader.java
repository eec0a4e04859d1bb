package io.backflow.local.tensorboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Reads event files after TensorFlow's definitions, and knows nothing of what wrote them. */
public final class EventReader {

    private EventReader() {}

    /** Fields by number: Long, Double, Float or ByteBuffer, each as often as it came. */
    private static Map<Integer, List<Object>> message(ByteBuffer bytes) {
        Map<Integer, List<Object>> fields = new LinkedHashMap<>();
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long key = varint(in);
            Object value;
            switch ((int) (key & 7)) {
                case 0 -> value = varint(in);
                case 1 -> value = in.getDouble();
                case 2 -> {
                    int length = (int) varint(in);
                    value = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
                    in.position(in.position() + length);
                }
                case 5 -> value = in.getFloat();
                default -> throw new IllegalStateException("wire type of key " + key);
            }
            fields.computeIfAbsent((int) (key >>> 3), number -> new ArrayList<>())
                    .add(value);
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    /** One value of an event. */
    public record Value(String tag, long step, double wallTime, float number, double[] limits, double[] counts) {

        /** Whether it is a histogram. */
        public boolean isHistogram() {
            return counts.length > 0;
        }
    }

    /** The only file in {@code folder}; throws where a checksum is wrong or something else is no event. */
    public static List<Value> read(Path folder) throws IOException {
        List<Path> files;
        try (var list = Files.list(folder)) {
            files = list.toList();
        }
        if (files.size() != 1 || !files.get(0).getFileName().toString().contains("tfevents")) {
            throw new IllegalStateException("not one event file: " + files);
        }
        List<Value> values = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(files.get(0))).order(ByteOrder.LITTLE_ENDIAN);
        boolean first = true;
        while (in.hasRemaining()) {
            Map<Integer, List<Object>> event = message(record(in));
            if (first && !text(event.get(3).get(0)).equals("brain.Event:2")) {
                throw new IllegalStateException("the first event names no version: " + event);
            }
            first = false;
            for (Object summary : event.getOrDefault(5, List.of())) {
                for (Object value : message((ByteBuffer) summary).get(1)) {
                    values.add(value(event, message((ByteBuffer) value)));
                }
            }
        }
        return values;
    }

    private static Value value(Map<Integer, List<Object>> event, Map<Integer, List<Object>> value) {
        long step = event.containsKey(2) ? (Long) event.get(2).get(0) : 0;
        float number = value.containsKey(2) ? (Float) value.get(2).get(0) : Float.NaN;
        double[] limits = {};
        double[] counts = {};
        if (value.containsKey(5)) {
            Map<Integer, List<Object>> histogram =
                    message((ByteBuffer) value.get(5).get(0));
            limits = doubles(histogram.get(6).get(0));
            counts = doubles(histogram.get(7).get(0));
        }
        return new Value(text(value.get(1).get(0)), step, (Double) event.get(1).get(0), number, limits, counts);
    }

    private static double[] doubles(Object packed) {
        ByteBuffer in = (ByteBuffer) packed;
        double[] values = new double[in.remaining() / Double.BYTES];
        in.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
        return values;
    }

    private static String text(Object bytes) {
        return UTF_8.decode(((ByteBuffer) bytes).duplicate()).toString();
    }

    private static ByteBuffer record(ByteBuffer in) {
        int at = in.position();
        int length = Math.toIntExact(in.getLong());
        check(in.array(), at, Long.BYTES, in.getInt());
        int from = in.position();
        in.position(from + length);
        check(in.array(), from, length, in.getInt());
        return in.slice(from, length);
    }

    private static void check(byte[] bytes, int from, int length, int masked) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        long value = crc.getValue();
        long expected = ((value >>> 15 | value << 17) + 0xa282ead8L) & 0xffffffffL;
        if (expected != Integer.toUnsignedLong(masked)) {
            throw new IllegalStateException("the checksum of " + length + " bytes at " + from + " is wrong");
        }
    }
}
