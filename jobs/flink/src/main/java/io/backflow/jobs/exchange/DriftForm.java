package io.backflow.jobs.exchange;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.DriftReaction;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.protocol.ShardProgress.ShardDrift;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes what a snapshot says of drift. */
final class DriftForm {

    private DriftForm() {}

    static void write(ShardDrift drift, DataOutputView out) throws IOException {
        DriftAlarms alarms = drift.alarms();
        out.writeLong(alarms.count());
        out.writeLong(alarms.version());
        out.writeDouble(alarms.before());
        out.writeDouble(alarms.after());
        out.writeInt(alarms.groups().length);
        for (GroupAlarms group : alarms.groups()) {
            out.writeUTF(group.group());
            out.writeLong(group.count());
            out.writeLong(group.version());
            out.writeDouble(group.before());
            out.writeDouble(group.after());
        }
        out.writeInt(drift.reaction().versions().length);
        for (long version : drift.reaction().versions()) {
            out.writeLong(version);
        }
        out.writeLong(drift.reaction().raisedUntil());
    }

    static ShardDrift read(DataInputView in) throws IOException {
        DriftAlarms alarms =
                new DriftAlarms(in.readLong(), in.readLong(), in.readDouble(), in.readDouble(), readGroups(in));
        long[] versions = new long[in.readInt()];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = in.readLong();
        }
        return new ShardDrift(alarms, new DriftReaction(versions, in.readLong()));
    }

    private static GroupAlarms[] readGroups(DataInputView in) throws IOException {
        GroupAlarms[] groups = new GroupAlarms[in.readInt()];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = new GroupAlarms(in.readUTF(), in.readLong(), in.readLong(), in.readDouble(), in.readDouble());
        }
        return groups;
    }
}
