package io.backflow.jobs.server;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.protocol.server.DriftWatch;
import io.backflow.jobs.protocol.server.ShardServer;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the shards of one subtask know of the loss of the run, under the current key of the shard. */
final class ServerDrift {

    private static final Logger LOG = LoggerFactory.getLogger(ServerDrift.class);

    private final ValueState<double[]> kept;
    private final MapState<String, double[]> keptGroups;
    private final Map<String, Long> reported = new HashMap<>();

    ServerDrift(KeyedStateStore store) {
        kept = store.getState(
                new ValueStateDescriptor<>("drift", PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO));
        keptGroups = store.getMapState(new MapStateDescriptor<>(
                "drift-groups", Types.STRING, PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    /** Goes on from what was saved of {@code shard}, if its {@code server} watches. */
    void resume(int shard, @Nullable ShardServer server) throws Exception {
        DriftWatch watch = server == null ? null : server.drift();
        double[] run = kept.value();
        if (watch == null || run == null) {
            return;
        }
        Map<String, double[]> saved = new HashMap<>();
        saved.put(DriftWatch.RUN, run);
        for (Map.Entry<String, double[]> group : keptGroups.entries()) {
            saved.put(group.getKey(), group.getValue());
        }
        watch.resume(saved);
        if (shard == 0) {
            note(watch.alarms());
        }
    }

    /** A loss of before is not compared with one after a session that did not watch. */
    void save(ShardServer server) throws Exception {
        DriftWatch watch = server.drift();
        kept.clear();
        keptGroups.clear();
        if (watch == null) {
            return;
        }
        for (Map.Entry<String, double[]> saved : watch.save().entrySet()) {
            if (saved.getKey().equals(DriftWatch.RUN)) {
                kept.update(saved.getValue());
            } else {
                keptGroups.put(saved.getKey(), saved.getValue());
            }
        }
    }

    /** Writes alarms of the first shard to the log. */
    void report(int shard, ShardServer server) {
        DriftWatch watch = server.drift();
        if (shard > 0 || watch == null || !watch.alarmed()) {
            return;
        }
        DriftAlarms alarms = watch.alarms();
        if (isNew(DriftWatch.RUN, alarms.count())) {
            LOG.warn(
                    "The loss has risen from {} to {} at version {}: alarm {} of the run.",
                    alarms.before(),
                    alarms.after(),
                    alarms.version(),
                    alarms.count());
        }
        for (GroupAlarms group : alarms.groups()) {
            if (isNew(group.group(), group.count())) {
                LOG.warn(
                        "The loss of group {} has risen from {} to {} at version {}: alarm {} of the group.",
                        group.group(),
                        group.before(),
                        group.after(),
                        group.version(),
                        group.count());
            }
        }
        note(alarms);
    }

    private boolean isNew(String group, long count) {
        return count > reported.getOrDefault(group, 0L);
    }

    private void note(DriftAlarms alarms) {
        reported.put(DriftWatch.RUN, alarms.count());
        for (GroupAlarms group : alarms.groups()) {
            reported.put(group.group(), group.count());
        }
    }
}
