package io.backflow.jobs.metrics;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * An operator's metrics in the group {@code backflow}, named as Flink names its own: counters {@code numXxx}, gauges
 * {@code currentXxx}, times with their unit at the end.
 */
public final class OperatorMetrics {

    /** Number of newest values in a histogram, as in Flink's own. */
    private static final int HISTOGRAM_WINDOW = 1000;

    private final MetricGroup group;

    /** @param operator the operator's own group */
    public OperatorMetrics(MetricGroup operator) {
        group = operator.addGroup("backflow");
    }

    private OperatorMetrics(MetricGroup own, String key, String value) {
        group = own.addGroup(key, value);
    }

    /** Metrics of one of several: under the same names, with a variable {@code key} that is {@code value}. */
    public OperatorMetrics of(String key, String value) {
        return new OperatorMetrics(group, key, value);
    }

    /** Registers {@code numXxx}; {@code count} supplies its value. */
    public void counter(String name, LongSupplier count) {
        group.counter(name, new SuppliedCounter(count));
    }

    /** Registers {@code currentXxx}. */
    public void gauge(String name, LongSupplier value) {
        group.gauge(name, (Gauge<Long>) value::getAsLong);
    }

    /** Registers a histogram over the newest values. */
    public Histogram histogram(String name) {
        return group.histogram(name, new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW));
    }
}
