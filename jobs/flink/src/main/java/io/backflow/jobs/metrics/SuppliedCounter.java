package io.backflow.jobs.metrics;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;

/** A counter whose value is supplied. */
record SuppliedCounter(LongSupplier count) implements Counter {

    @Override
    public long getCount() {
        return count.getAsLong();
    }

    @Override
    public void inc() {
        throw notHere();
    }

    @Override
    public void inc(long n) {
        throw notHere();
    }

    @Override
    public void dec() {
        throw notHere();
    }

    @Override
    public void dec(long n) {
        throw notHere();
    }

    private static UnsupportedOperationException notHere() {
        return new UnsupportedOperationException("this counter is counted elsewhere");
    }
}
