package io.backflow.jobs.server;

import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.server.DriftWatch;
import io.backflow.jobs.protocol.server.ShardServer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/** The metrics of the shards that one subtask keeps. */
final class ServerMetrics {

    private final Histogram mergeTime;
    private long version;
    private long snapshotBytes;

    ServerMetrics(MetricGroup operator, Collection<ShardServer> servers) {
        OperatorMetrics metrics = new OperatorMetrics(operator);
        metrics.counter("numContributionsMerged", () -> sum(servers, ShardServer::merged));
        metrics.counter("numContributionsRefused", () -> sum(servers, ShardServer::refused));
        metrics.gauge(
                "currentDriftAlarms",
                () -> most(servers, watch -> watch.alarms().count()));
        groups(servers).forEach((group, index) -> metrics.of("group", group)
                .gauge("currentDriftAlarms", () -> most(servers, watch -> watch.alarms(index))));
        metrics.gauge("currentVersion", () -> version);
        metrics.gauge("currentSnapshotBytes", () -> snapshotBytes);
        mergeTime = metrics.histogram("mergeTimeNanos");
        Histogram staleness = metrics.histogram("contributionStaleness");
        servers.forEach(server -> server.measureStaleness(staleness::update));
    }

    private static Map<String, Integer> groups(Collection<ShardServer> servers) {
        Map<String, Integer> groups = new LinkedHashMap<>();
        for (ShardServer server : servers) {
            DriftWatch watch = server.drift();
            for (int index = 0; watch != null && index < watch.groups().size(); index++) {
                groups.put(watch.groups().get(index), index);
            }
        }
        return groups;
    }

    private static long most(Collection<ShardServer> servers, ToLongFunction<DriftWatch> alarms) {
        return servers.stream()
                .map(ShardServer::drift)
                .filter(Objects::nonNull)
                .mapToLong(alarms)
                .max()
                .orElse(0);
    }

    private static long sum(Collection<ShardServer> servers, ToLongFunction<ShardServer> count) {
        return servers.stream().mapToLong(count).sum();
    }

    /** A contribution was taken in, in so many nanoseconds. */
    void merged(long nanos) {
        mergeTime.update(nanos);
    }

    void emitted(ShardSnapshot snapshot) {
        if (!snapshot.hasValues()) {
            return;
        }
        version = snapshot.version();
        Slots slots = snapshot.workerSlots();
        long travelling = snapshot.size() + (slots == null ? 0 : slots.values().length);
        snapshotBytes = travelling == 0 ? snapshotBytes : Float.BYTES * travelling;
    }
}
