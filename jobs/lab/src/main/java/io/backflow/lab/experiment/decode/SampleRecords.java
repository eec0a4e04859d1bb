package io.backflow.lab.experiment.decode;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.TimestepDecoder;
import io.backflow.jobs.produce.TimestepRecords;
import io.backflow.jobs.sequence.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The same steps in one format.
 *
 * @param format its name
 * @param decoder reads them
 * @param records one a step
 */
record SampleRecords(String format, TimestepDecoder decoder, List<ConsumerRecord<byte[], byte[]>> records) {

    private static final int STEPS = 512;
    private static final int NUMBERS = 16;
    private static final long START = 1_700_000_000_000L;
    private static final Schema NAMED = named();
    private static final Schema ARRAY = SchemaBuilder.record("Reading")
            .fields()
            .requiredString("device")
            .requiredLong("ts")
            .requiredLong("n")
            .name("values")
            .type()
            .array()
            .items()
            .doubleType()
            .noDefault()
            .endRecord();

    /** The samples of each format. */
    static List<SampleRecords> all() {
        String csv = "{type: csv, header: [device, ts, n, " + names() + "]}";
        String avro = "{type: avro, registry: {url: 'http://localhost'}}";
        String columns = "[" + names() + "]";
        String values = "{path: values, size: 16}";
        return List.of(
                new SampleRecords("backflow", new TimestepDecoder(config("")), own()),
                foreign("json", "json", columns, NAMED, SampleRecords::json),
                foreign("json array", "json", values, NAMED, SampleRecords::jsonArray),
                foreign("csv", csv, columns, NAMED, SampleRecords::csv),
                foreign("avro", avro, columns, NAMED, SampleRecords::avro),
                foreign("avro array", avro, values, ARRAY, SampleRecords::avroArray));
    }

    private static SampleRecords foreign(
            String name, String format, String features, Schema schema, Function<Step, byte[]> writer) {
        JobConfig config = config("stream: {format: " + format
                + ", fields: {sequence: device, time: ts, step: n, features: " + features + "}}\n");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Step step : steps()) {
            records.add(record(step, writer.apply(step)));
        }
        return new SampleRecords(name, TimestepDecoder.withSchemas(config, id -> schema), records);
    }

    private static List<ConsumerRecord<byte[], byte[]>> own() {
        TimestepRecords writer = new TimestepRecords("timesteps");
        return steps().stream()
                .map(step -> record(step, writer.of(step).value()))
                .toList();
    }

    private static ConsumerRecord<byte[], byte[]> record(Step step, byte[] value) {
        return new ConsumerRecord<>("timesteps", 0, 0, step.sequenceId().getBytes(StandardCharsets.UTF_8), value);
    }

    private static List<Step> steps() {
        Random random = new Random(7);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            float[] numbers = new float[NUMBERS];
            for (int k = 0; k < NUMBERS; k++) {
                numbers[k] = (float) (20 + 10 * random.nextGaussian());
            }
            steps.add(new Step("device-" + i % 100, i, START + 1000L * i, numbers));
        }
        return steps;
    }

    private static JobConfig config(String stream) {
        return JobConfig.parse(stream + """
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 16}
                  layers: [{type: gru, units: 2}]
                  head: {units: 16, loss: {type: mse}}
                """);
    }

    private static String names() {
        return String.join(
                ", ", IntStream.range(0, NUMBERS).mapToObj(k -> "x" + k).toList());
    }

    private static Schema named() {
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("Reading")
                .fields()
                .requiredString("device")
                .requiredLong("ts")
                .requiredLong("n");
        for (int k = 0; k < NUMBERS; k++) {
            fields = fields.requiredDouble("x" + k);
        }
        return fields.endRecord();
    }

    private static byte[] json(Step step) {
        StringJoiner members = new StringJoiner(", ", head(step), "}");
        for (int k = 0; k < NUMBERS; k++) {
            members.add("\"x" + k + "\": " + step.features()[k]);
        }
        return members.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] jsonArray(Step step) {
        StringJoiner values = new StringJoiner(", ", head(step) + "\"values\": [", "]}");
        for (float number : step.features()) {
            values.add(Float.toString(number));
        }
        return values.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String head(Step step) {
        return "{\"device\": \"" + step.sequenceId() + "\", \"ts\": " + step.eventTime() + ", \"n\": " + step.step()
                + ", ";
    }

    private static byte[] csv(Step step) {
        StringJoiner values = new StringJoiner(",");
        values.add(step.sequenceId()).add(Long.toString(step.eventTime())).add(Long.toString(step.step()));
        for (float number : step.features()) {
            values.add(Float.toString(number));
        }
        return values.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] avro(Step step) {
        return framed(step, false);
    }

    private static byte[] avroArray(Step step) {
        return framed(step, true);
    }

    private static byte[] framed(Step step, boolean array) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).putInt(1, 7).array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            encoder.writeString(step.sequenceId());
            encoder.writeLong(step.eventTime());
            encoder.writeLong(step.step());
            if (array) {
                encoder.writeArrayStart();
                encoder.setItemCount(NUMBERS);
            }
            for (float number : step.features()) {
                if (array) {
                    encoder.startItem();
                }
                encoder.writeDouble(number);
            }
            if (array) {
                encoder.writeArrayEnd();
            }
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
