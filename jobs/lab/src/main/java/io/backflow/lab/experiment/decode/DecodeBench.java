package io.backflow.lab.experiment.decode;

import com.sun.management.ThreadMXBean;
import io.backflow.jobs.kafka.TimestepDecoder;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What it costs to make a step of a record of 16 numbers: from the record's bytes to a step that suits the model, on
 * one thread. Time is that of the thread's core, so that other programs on the machine do not count.
 *
 * @param seconds that each format is measured for, after as long a warm-up
 */
public record DecodeBench(double seconds) {

    private static final int ROUNDS = 5;
    private static final double NANOS_PER_MICRO = 1000;

    /**
     * One format.
     *
     * @param usPerRecord median of five rounds, in microseconds
     * @param bytesPerRecord length of a record's value
     * @param allocatedBytesPerRecord what is allocated for a record, its step included
     */
    public record Row(String format, double usPerRecord, double bytesPerRecord, double allocatedBytesPerRecord) {}

    /** What was measured. */
    public record Result(List<Row> rows) {}

    /** Measures, and says a line for each format. */
    public Result run(Consumer<String> lines) {
        List<Row> rows = new ArrayList<>();
        for (SampleRecords sample : SampleRecords.all()) {
            Row row = measure(sample);
            rows.add(row);
            lines.accept(String.format(
                    Locale.ROOT,
                    "%-12s %6.2f µs and %,5.0f bytes allocated for a record of %,4.0f bytes",
                    row.format(),
                    row.usPerRecord(),
                    row.allocatedBytesPerRecord(),
                    row.bytesPerRecord()));
        }
        return new Result(List.copyOf(rows));
    }

    private Row measure(SampleRecords sample) {
        long round = (long) (seconds * 1e9 / ROUNDS);
        for (int i = 0; i < ROUNDS; i++) {
            round(sample, round);
        }
        double[] nanos = new double[ROUNDS];
        double[] allocated = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            double[] cost = round(sample, round);
            nanos[i] = cost[0];
            allocated[i] = cost[1];
        }
        Arrays.sort(nanos);
        Arrays.sort(allocated);
        double bytes = sample.records().stream()
                .mapToInt(record -> record.value().length)
                .average()
                .orElseThrow();
        return new Row(sample.format(), nanos[ROUNDS / 2] / NANOS_PER_MICRO, bytes, allocated[ROUNDS / 2]);
    }

    /** Nanoseconds and allocated bytes a record. */
    private static double[] round(SampleRecords sample, long nanos) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TimestepDecoder decoder = sample.decoder();
        long decoded = 0;
        long allocated = thread.getCurrentThreadAllocatedBytes();
        long begin = thread.getCurrentThreadCpuTime();
        long end = begin;
        while (end - begin < nanos) {
            for (ConsumerRecord<byte[], byte[]> record : sample.records()) {
                if (decoder.decode(record).step() == null) {
                    throw new IllegalStateException(
                            "a sample of " + sample.format() + " is rejected: " + decoder.decode(record));
                }
            }
            decoded += sample.records().size();
            end = thread.getCurrentThreadCpuTime();
        }
        double bytes = thread.getCurrentThreadAllocatedBytes() - allocated;
        return new double[] {(double) (end - begin) / decoded, bytes / decoded};
    }
}
