package io.backflow.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.apache.flink.runtime.testutils.InMemoryReporter;

/** The metrics of the groups {@code backflow} of one job, over all subtasks, by name. */
final class JobMetrics {

    private final InMemoryReporter reporter = InMemoryReporter.createWithRetainedMetrics();
    private final Map<String, List<Metric>> metrics = new TreeMap<>();
    private final Set<String> prometheus = new TreeSet<>();

    /** The same job, whose metrics can be read here. */
    JobScene of(JobScene scene) {
        return scene.with(reporter.addToConfiguration(new Configuration()).toMap());
    }

    /** Keeps what there is now: the reporter forgets it when the cluster ends. */
    void read() {
        metrics.clear();
        prometheus.clear();
        for (Map.Entry<MetricGroup, Map<String, Metric>> group :
                reporter.getMetricsByGroup().entrySet()) {
            String logical = ((AbstractMetricGroup<?>) group.getKey()).getLogicalScope(text -> text, '_');
            group.getValue()
                    .keySet()
                    .forEach(name -> prometheus.add("flink_" + logical + "_" + name.replace('.', '_')));
            String[] scope = group.getKey().getScopeComponents();
            if (scope[scope.length - 1].equals("backflow")) {
                group.getValue().forEach((name, metric) -> metrics.computeIfAbsent(name, n -> new ArrayList<>())
                        .add(metric));
            }
        }
    }

    /** All metrics of job and cluster, by the names that Flink's reporter for Prometheus gives them. */
    Set<String> prometheus() {
        return prometheus;
    }

    Set<String> names() {
        return metrics.keySet();
    }

    long count(String name) {
        return metrics.get(name).stream()
                .mapToLong(metric -> ((Counter) metric).getCount())
                .sum();
    }

    List<Long> gauges(String name) {
        return metrics.get(name).stream()
                .map(metric -> ((Long) ((Gauge<?>) metric).getValue()))
                .toList();
    }

    List<Histogram> histograms(String name) {
        return metrics.get(name).stream().map(metric -> (Histogram) metric).toList();
    }
}
