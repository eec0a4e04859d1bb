package io.backflow.jobs.server;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.exchange.ContributionType;
import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.exchange.SnapshotType;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.publish.WorkerReport;
import java.io.Serial;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** The server's stages, for the pipeline to put in line. */
public class ServerStages {

    /** What was done about commands. */
    public static final OutputTag<CommandAnswer> ANSWERS =
            new OutputTag<>("answers", RecordType.of(CommandAnswer.class));

    /** Snapshots for one worker each. */
    static final OutputTag<ShardSnapshot> TO_ONE = new OutputTag<>("to-one-worker", SnapshotType.get());

    /** Snapshots for the publisher. */
    static final OutputTag<ShardSnapshot> VERSIONS = new OutputTag<>("versions", SnapshotType.get());

    /** Snapshots of the first shard without values, for the account of the run. */
    public static final OutputTag<ShardSnapshot> ACCOUNTS = new OutputTag<>("accounts", SnapshotType.get());

    private final JobConfig config;
    private final ConfiguredServer setup;
    private final int[] keys;
    private final FreshShards fresh;

    public ServerStages(JobConfig config, int maxParallelism) {
        this(config, maxParallelism, Beginning.NEW);
    }

    /** @param beginning what a server without state begins with */
    public ServerStages(JobConfig config, int maxParallelism, Beginning beginning) {
        this.config = config;
        setup = new ConfiguredServer(config);
        keys = ShardKeys.of(setup.shards(), maxParallelism);
        fresh = new FreshShards(setup, beginning);
    }

    /** Adds up rounds, shard by shard. */
    public SingleOutputStreamOperator<Contribution> mergeRounds(DataStream<Contribution> contributions) {
        return byShard(contributions)
                .process(new RoundMergeOperator(setup.normSharers()), ContributionType.of(Encoding.FLOAT32));
    }

    /** Keeps the parameters. */
    public SingleOutputStreamOperator<ShardSnapshot> serve(DataStream<Contribution> contributions) {
        return byShard(contributions)
                .transform("parameter-server", SnapshotType.get(), new ParameterServerFactory(setup, keys, fresh));
    }

    /** What the server sends to the workers' slots: some to all of them, some to one. */
    public DataStream<ShardSnapshot> toWorkers(SingleOutputStreamOperator<ShardSnapshot> served) {
        DataStream<ShardSnapshot> answers =
                served.getSideOutput(TO_ONE).partitionCustom((worker, workers) -> worker, new AnsweredWorker());
        return served.broadcast().union(answers);
    }

    /** The channel of an answer is its worker's. */
    private static final class AnsweredWorker implements KeySelector<ShardSnapshot, Integer> {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public Integer getKey(ShardSnapshot answer) {
            return answer.worker();
        }
    }

    /** Assembles whole versions for readers of the topic, and for workers that join. */
    public SingleOutputStreamOperator<ModelVersion> publish(
            SingleOutputStreamOperator<ShardSnapshot> served, DataStream<Join> joins) {
        return served.getSideOutput(VERSIONS)
                .global()
                .connect(joins.global())
                .transform("publisher", TypeInformation.of(ModelVersion.class), new Publisher(config))
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    /** Reports the state of the training run, with what was not learnt. */
    public SingleOutputStreamOperator<ProgressReport> report(
            SingleOutputStreamOperator<ShardSnapshot> served, DataStream<WorkerReport> reports) {
        return served.getSideOutput(ACCOUNTS)
                .flatMap(ServerStages::account, TypeInformation.of(ProgressAccount.class))
                .name("progress-account")
                .uid("progress-account")
                .global()
                .connect(reports.global())
                .transform("progress-meter", TypeInformation.of(ProgressReport.class), new ProgressReporter(config))
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    /** Only the first shard keeps the account, and its parameters need not travel with it. */
    private static void account(ShardSnapshot snapshot, Collector<ProgressAccount> out) {
        if (snapshot.shard() == 0) {
            ShardProgress progress = snapshot.progress();
            out.collect(new ProgressAccount(
                    snapshot.id(),
                    progress.totals(),
                    progress.staleness(),
                    progress.drift().alarms()));
        }
    }

    private KeyedStream<Contribution, Integer> byShard(DataStream<Contribution> contributions) {
        int[] keyOf = keys;
        return contributions.keyBy(contribution -> keyOf[contribution.shard()], TypeInformation.of(Integer.class));
    }
}
