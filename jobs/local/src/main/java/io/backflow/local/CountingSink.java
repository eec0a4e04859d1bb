package io.backflow.local;

import java.io.Serializable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Counts what a sink of a job in this process is given, and keeps nothing of it.
 *
 * @param name distinguishes meters in this process
 */
public record CountingSink(String name) implements Serializable {

    private static final ConcurrentMap<String, LongAdder> COUNTS = new ConcurrentHashMap<>();

    /** Where to count. */
    public <T> Sink<T> sink() {
        return new Counting<>(name);
    }

    /** How many there were so far. */
    public long count() {
        return counter(name).sum();
    }

    /** Counts {@code more} that no sink is given; anywhere in this process. */
    public void add(long more) {
        counter(name).add(more);
    }

    private static LongAdder counter(String name) {
        return COUNTS.computeIfAbsent(name, n -> new LongAdder());
    }

    private record Counting<T>(String name) implements Sink<T> {

        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) {
            LongAdder count = counter(name);
            return new SinkWriter<>() {
                @Override
                public void write(T element, Context context) {
                    count.increment();
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
    }
}
