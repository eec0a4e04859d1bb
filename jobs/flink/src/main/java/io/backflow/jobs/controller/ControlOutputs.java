package io.backflow.jobs.controller;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.exchange.ContributionType;
import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.publish.WorkerReport;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** What the control operator emits beside the commands to workers. */
public final class ControlOutputs {

    /** Parts of the answers. */
    public static final OutputTag<WorkerReport> REPORTS =
            new OutputTag<>("command-reports", RecordType.of(WorkerReport.class));

    /** Commands to publish. */
    public static final OutputTag<Join> PUBLICATIONS = new OutputTag<>("publications", TypeInformation.of(Join.class));

    private ControlOutputs() {}

    /** Commands to the shards, of the type of the contributions that the server receives. */
    public static OutputTag<Contribution> shardCommands(JobConfig config) {
        boolean merged = config.sync() instanceof SyncConfig.Synchronous;
        Encoding encoding = merged ? Encoding.FLOAT32 : config.server().encoding();
        return new OutputTag<>("shard-commands", ContributionType.of(encoding));
    }
}
