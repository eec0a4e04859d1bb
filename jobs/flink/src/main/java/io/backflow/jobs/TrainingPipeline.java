package io.backflow.jobs;

import io.backflow.jobs.config.ForecastConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.control.IssuedCommand;
import io.backflow.jobs.controller.ControlFeed;
import io.backflow.jobs.controller.ControlOperatorFactory;
import io.backflow.jobs.controller.ControlOutputs;
import io.backflow.jobs.exchange.ContributionType;
import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.exchange.StepType;
import io.backflow.jobs.feedback.ParameterTail;
import io.backflow.jobs.kafka.LateSteps;
import io.backflow.jobs.kafka.Rejected;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.publish.WorkerReport;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.server.ServerStages;
import io.backflow.jobs.trainer.SequenceTrainerFactory;
import io.backflow.jobs.trainer.TrainerOutputs;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * The whole path of a timestep.
 *
 * <pre>
 * timesteps ─► decode ─► keyBy(sequence) ─► trainer ─► [merge rounds] ─► keyBy(shard) ─► server ─┬─► publisher ─►
 * parameters │                            ▲  └─► predictions                                ├─► progress └─► dead
 * letters             └── tail (in the trainer's slot) ◄── broadcast ◄──┘
 * </pre>
 *
 * Forward edges are Flink's and so exactly once; the feedback edge carries versioned snapshots of which only the newest
 * matters. If workers follow the topic {@code parameters} there is no tail, and the trainer sends the publisher a join
 * to name it. The graph has no cycle.
 */
public final class TrainingPipeline {

    private static final String TRAINER_SLOT = "backflow-trainer";

    /** On which nothing is emitted. */
    private static final OutputTag<Step> NO_STEPS = new OutputTag<>("no-steps", StepType.get());

    private TrainingPipeline() {}

    /**
     * Adds the path to {@code env}; everything from outside comes in as an argument. What {@code env} sets otherwise
     * than a job needs is overruled, or refused by a {@link io.backflow.jobs.config.ConfigException}.
     */
    public static void define(StreamExecutionEnvironment env, Sources sources, Sinks sinks, JobConfig config) {
        define(env, sources, sinks, config, new ServerStages(config, MaxParallelism.of(env)));
    }

    /** The same with server stages of the caller's, which may put something of their own in line. */
    public static void define(
            StreamExecutionEnvironment env, Sources sources, Sinks sinks, JobConfig config, ServerStages stages) {
        FlinkRequirements.enforce(env, config);
        int readers = StepWatermarks.readers(config, env.getParallelism());
        DecodedStream read = DecodedStream.of(env, sources.timesteps(), sources.labels(), config);

        SingleOutputStreamOperator<IssuedCommand> commands = commands(read.timesteps(), sources.control(), config);

        SingleOutputStreamOperator<Contribution> contributions = ArrivalBatches.of(
                        read.arrivals(), StepWatermarks.alignment(config))
                .connect(commands.broadcast())
                .transform(
                        "sequence-trainer",
                        ContributionType.of(config.server().encoding()),
                        new SequenceTrainerFactory(config, sources.parameters()))
                .uid("sequence-trainer");

        SingleOutputStreamOperator<ShardSnapshot> served = stages.serve(merged(contributions, stages, config)
                        .union(commands.getSideOutput(ControlOutputs.shardCommands(config))))
                .uid("parameter-server");

        if (sources.parameters().coLocated()) {
            tail(stages.toWorkers(served), contributions);
        }

        stages.publish(
                        served,
                        contributions
                                .getSideOutput(TrainerOutputs.JOINS)
                                .union(commands.getSideOutput(ControlOutputs.PUBLICATIONS)))
                .uid("publisher")
                .sinkTo(sinks.parameters())
                .name("parameters")
                .uid("parameters")
                .setParallelism(1)
                .setMaxParallelism(1);
        DataStream<WorkerReport> reports = read.rejected()
                .map(
                        rejected -> WorkerReport.of(new IncidentCount("rejected_" + rejected.reason(), 1)),
                        RecordType.of(WorkerReport.class))
                .setParallelism(readers)
                .name("rejected-records")
                .uid("rejected-records")
                .union(
                        contributions.getSideOutput(TrainerOutputs.REPORTS),
                        commands.getSideOutput(ControlOutputs.REPORTS));
        SingleOutputStreamOperator<ProgressReport> meter =
                stages.report(served, reports).uid("progress-meter");
        meter.getSideOutput(ServerStages.ANSWERS)
                .sinkTo(sinks.answers())
                .name("answers")
                .uid("answers")
                .setParallelism(1)
                .setMaxParallelism(1);
        RetiredCommitters.of(meter, "progress")
                .setParallelism(1)
                .setMaxParallelism(1)
                .sinkTo(sinks.progress())
                .name("progress")
                .uid("progress")
                .setParallelism(1)
                .setMaxParallelism(1);
        predictions(contributions, sinks, config).name("predictions").uid("predictions");
        LostLabelStream.with(read.rejected().union(late(contributions, config)), contributions, config)
                .sinkTo(sinks.deadLetters())
                .name("dead-letters")
                .uid("dead-letters");
    }

    /** Takes commands in; barriers and the end of the stream come from its readers. */
    private static SingleOutputStreamOperator<IssuedCommand> commands(
            SingleOutputStreamOperator<Arrival> steps, ControlFeed feed, JobConfig config) {
        return steps.getSideOutput(NO_STEPS)
                .global()
                .transform("control", RecordType.of(IssuedCommand.class), new ControlOperatorFactory(config, feed))
                .uid("control")
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    /** A job writes either its forecasts on arrival, or what it said when it trained. */
    private static DataStreamSink<?> predictions(
            SingleOutputStreamOperator<Contribution> contributions, Sinks sinks, JobConfig config) {
        return config.forecast() instanceof ForecastConfig.Arrival
                ? contributions.getSideOutput(TrainerOutputs.FORECASTS).sinkTo(sinks.forecasts())
                : contributions.getSideOutput(TrainerOutputs.SCORED).sinkTo(sinks.predictions());
    }

    /** The feedback edge within Flink, to each trainer's slot. */
    private static void tail(
            DataStream<ShardSnapshot> snapshots, SingleOutputStreamOperator<Contribution> contributions) {
        contributions.getTransformation().setCoLocationGroupKey(TRAINER_SLOT);
        snapshots
                .transform("parameter-tail", Types.VOID, new ParameterTail())
                .uid("parameter-tail")
                .getTransformation()
                .setCoLocationGroupKey(TRAINER_SLOT);
    }

    /** The contributions of a round are added up before the server; without rounds each is merged by itself. */
    private static DataStream<Contribution> merged(
            DataStream<Contribution> contributions, ServerStages stages, JobConfig config) {
        return config.sync() instanceof SyncConfig.Synchronous
                ? stages.mergeRounds(contributions).name("round-merge").uid("round-merge")
                : contributions;
    }

    private static DataStream<Rejected> late(SingleOutputStreamOperator<Contribution> contributions, JobConfig config) {
        String topic = config.kafka().topics().timesteps();
        DataStream<Rejected> late = contributions
                .getSideOutput(TrainerOutputs.LATE)
                .map(new LateSteps(topic, Verdict.LATE), RecordType.of(Rejected.class))
                .name("late-steps")
                .uid("late-steps");
        DataStream<Rejected> afterEnd = contributions
                .getSideOutput(TrainerOutputs.AFTER_END)
                .map(new LateSteps(topic, Verdict.AFTER_END), RecordType.of(Rejected.class))
                .name("steps-after-end")
                .uid("steps-after-end");
        return RetiredCommitters.of(RetiredCommitters.of(late, "predictions"), "dead-letters")
                .union(afterEnd);
    }
}
