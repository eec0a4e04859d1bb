package io.backflow.jobs.server;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.protocol.server.DriftWatch;
import io.backflow.jobs.protocol.server.ShardServer;
import java.io.IOException;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the shards of one subtask know of the loss of the run, under the current key of the shard. */
final class ServerDrift {

    private static final Logger LOG = LoggerFactory.getLogger(ServerDrift.class);

    private final ValueState<double[]> kept;
    private long reported;

    ServerDrift(KeyedStateStore store) {
        kept = store.getState(
                new ValueStateDescriptor<>("drift", PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    /** Goes on from what was saved of {@code shard}, if its {@code server} watches. */
    void resume(int shard, @Nullable ShardServer server) throws IOException {
        DriftWatch watch = server == null ? null : server.drift();
        double[] saved = kept.value();
        if (watch != null && saved != null) {
            watch.resume(saved);
            reported = shard == 0 ? watch.alarms().count() : reported;
        }
    }

    /** A loss of before is not compared with one after a session that did not watch. */
    void save(ShardServer server) throws IOException {
        DriftWatch watch = server.drift();
        if (watch == null) {
            kept.clear();
        } else {
            kept.update(watch.save());
        }
    }

    /** Writes an alarm of the first shard to the log. */
    void report(int shard, ShardServer server) {
        DriftAlarms alarms = server.alarms();
        if (shard == 0 && alarms.count() > reported) {
            reported = alarms.count();
            LOG.warn(
                    "The loss has risen from {} to {} at version {}: alarm {} of the run.",
                    alarms.before(),
                    alarms.after(),
                    alarms.version(),
                    alarms.count());
        }
    }
}
