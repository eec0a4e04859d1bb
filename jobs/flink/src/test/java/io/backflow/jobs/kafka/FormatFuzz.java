package io.backflow.jobs.kafka;

import com.sun.management.ThreadMXBean;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.format.Avro;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;

/**
 * Every prefix of valid records of one format, and damaged ones, through the decoder of a job; a program for a process
 * of little memory. Ends with 0 only if each was a step or a rejection with a reason, no record took memory or time out
 * of proportion, and the heap did not grow.
 */
final class FormatFuzz {

    private static final long MOST_BYTES_A_RECORD = 1 << 20;
    private static final long MOST_NANOS_A_RECORD = 5_000_000_000L;
    private static final long MOST_GROWTH = 4 << 20;

    private static final Schema SCHEMA = new Schema.Parser().parse("""
                    {"type": "record", "name": "R", "fields": [
                      {"name": "id", "type": ["null", "string"]},
                      {"name": "ts", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                      {"name": "n", "type": "int"},
                      {"name": "more", "type": {"type": "map", "values": {"type": "array", "items": ["null", "bytes"]}}},
                      {"name": "x", "type": {"type": "array", "items": "double"}},
                      {"name": "y", "type": {"type": "array", "items": "float"}}
                    ]}
                    """);

    private final String format;
    private final TimestepDecoder decoder;
    private final List<byte[]> valid;
    private final Random random = new Random(11);
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private FormatFuzz(String format) {
        this.format = format;
        JobConfig config = config(format);
        decoder = TimestepDecoder.withSchemas(config, id -> SCHEMA);
        valid = valid(format);
    }

    /** Arguments: the format, and the number of damaged records. */
    public static void main(String[] arguments) {
        new FormatFuzz(arguments[0]).run(Integer.parseInt(arguments[1]));
    }

    private void run(int mutations) {
        // the first record of a process loads classes
        valid.forEach(record -> decoder.decode(Steps.record(null, record)));
        for (byte[] record : valid) {
            if (!decode(record).equals("step")) {
                throw new AssertionError("a valid record is rejected: " + outcomes);
            }
            for (int length = 0; length < record.length; length++) {
                String outcome = decode(Arrays.copyOf(record, length));
                if (outcome.equals("step") && !format.equals("csv")) {
                    throw new AssertionError("a prefix of " + length + " bytes is taken");
                }
            }
        }
        Bombs.of(format).forEach(bomb -> {
            if (decode(bomb).equals("step")) {
                throw new AssertionError("a bomb is taken: " + new String(bomb, 0, 60, StandardCharsets.ISO_8859_1));
            }
        });
        damaged(mutations / 5);
        long before = heap();
        damaged(mutations - mutations / 5);
        long growth = heap() - before;
        System.out.println(format + ": " + outcomes + ", heap grew by " + growth / 1024 + " KiB");
        if (growth > MOST_GROWTH) {
            throw new AssertionError("the heap grew by " + growth + " bytes");
        }
    }

    private void damaged(int count) {
        for (int i = 0; i < count; i++) {
            byte[] record = valid.get(random.nextInt(valid.size()));
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                record = Damage.of(record, random);
            }
            decode(record);
        }
    }

    /** What became of {@code value}: a step, or the reason. */
    private String decode(byte[] value) {
        long allocated = thread.getCurrentThreadAllocatedBytes();
        long begin = System.nanoTime();
        DecodeResult result = decoder.decode(Steps.record("storm".getBytes(StandardCharsets.UTF_8), value));
        long nanos = System.nanoTime() - begin;
        long bytes = thread.getCurrentThreadAllocatedBytes() - allocated;
        Rejected rejected = result.rejected();
        if (bytes > MOST_BYTES_A_RECORD + 8L * value.length || nanos > MOST_NANOS_A_RECORD) {
            throw new AssertionError(value.length + " bytes took " + bytes + " bytes and " + nanos / 1_000_000 + " ms");
        }
        if (rejected != null
                && (rejected.reason().isEmpty() || rejected.message().isBlank())) {
            throw new AssertionError("a record is rejected without a reason");
        }
        String outcome = rejected == null ? "step" : rejected.reason();
        outcomes.merge(outcome, 1, Integer::sum);
        return outcome;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static JobConfig config(String format) {
        String fields = ", fields: {sequence: id, time: ts, step: n, features: {path: x, size: 2}, target: {path: y,"
                + " size: 2}}}\n";
        String stream =
                switch (format) {
                    case "backflow" -> "";
                    case "csv" -> "stream: {format: {type: csv, header: [id, ts, n, x, x1, y, y1]}" + fields;
                    case "json" -> "stream: {format: json" + fields;
                    default -> "stream: {format: {type: " + format + ", registry: {url: 'http://localhost'}}" + fields;
                };
        return JobConfig.parse(stream + """
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 2}
                  layers: [{type: gru, units: 2}]
                  head: {units: 2, loss: {type: mse}}
                """);
    }

    private static List<byte[]> valid(String format) {
        List<byte[]> records = new ArrayList<>();
        switch (format) {
            case "backflow" -> {
                records.add(Steps.record(Steps.valid().build()).value());
                records.add(Steps.record(
                                Steps.valid().setTarget(null).setWeight(0.5f).build())
                        .value());
            }
            case "json" -> {
                records.add(utf8("{\"id\": \"storm\", \"ts\": 1000, \"n\": 3, \"more\": {\"a\": [1, {\"b\":"
                        + " \"\\u00e9\"}]},"
                        + " \"x\": [1, 2.5e0], \"y\": [3, 4]}"));
                records.add(utf8("{\"n\":3,\"id\":17,\"x\":[-1.25,true],\"ts\":\"2023-11-14T22:13:20.5+01:00\"}"));
            }
            case "csv" -> {
                records.add(utf8("storm,1000,3,1,2.5,3,4"));
                records.add(utf8("\"st\"\"or,m\",2023-11-14T22:13:20Z,\"3\",-1.25,1e3,,"));
            }
            default -> {
                records.add(avro("storm"));
                records.add(avro("an ID of the sequence, é"));
            }
        }
        return records;
    }

    private static byte[] avro(String id) {
        return Avro.numbered(
                7,
                SCHEMA,
                new GenericRecordBuilder(SCHEMA)
                        .set("id", id)
                        .set("ts", 1000L)
                        .set("n", 3)
                        .set("more", Map.of("a", Arrays.asList(null, java.nio.ByteBuffer.allocate(3))))
                        .set("x", List.of(1.0, 2.5))
                        .set("y", List.of(3f, 4f))
                        .build());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
