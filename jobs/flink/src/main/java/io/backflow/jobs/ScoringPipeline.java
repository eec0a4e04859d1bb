package io.backflow.jobs;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.exchange.SnapshotType;
import io.backflow.jobs.feedback.ParameterTail;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.kafka.DecodeResult;
import io.backflow.jobs.kafka.LateSteps;
import io.backflow.jobs.kafka.Rejected;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.scorer.GateOperatorFactory;
import io.backflow.jobs.scorer.ModelFeed;
import io.backflow.jobs.scorer.ScorerReport;
import io.backflow.jobs.scorer.ScoringReport;
import io.backflow.jobs.scorer.SequenceScorerFactory;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.trainer.TrainerOutputs;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The path of a timestep that is forecast and not learnt from.
 *
 * <pre>
 * timesteps ─► decode ─► keyBy(sequence) ─► scorer ─► model gate ─► progress
 *                                           ▲  └─► predictions │
 *                                           └── tail (in the scorer's slot) ◄── broadcast
 * </pre>
 *
 * The gate reads the topics {@code parameters} and {@code control} itself. The graph has no cycle.
 */
public final class ScoringPipeline {

    private static final String SCORER_SLOT = "backflow-scorer";

    private ScoringPipeline() {}

    /**
     * Where the pipeline reads.
     *
     * @param timesteps each partition in the order of its sequences' steps
     * @param labels labels that come later; null where they come among the timesteps, or none do
     * @param models versions of the model, and commands
     */
    public record Sources(
            Source<DecodeResult, ?, ?> timesteps, @Nullable Source<DecodeResult, ?, ?> labels, ModelFeed models) {}

    /**
     * Where the pipeline writes.
     *
     * @param forecasts every step's forecast
     * @param progress the state of the job
     * @param deadLetters rejected and late records
     * @param answers what was done about commands
     */
    public record Sinks(
            Sink<Forecast> forecasts,
            Sink<ScoringReport> progress,
            Sink<Rejected> deadLetters,
            Sink<CommandAnswer> answers) {}

    /**
     * Adds the path to {@code env}.
     *
     * @param config made by {@link JobConfig#forScoring}
     */
    public static void define(StreamExecutionEnvironment env, Sources sources, Sinks sinks, JobConfig config) {
        FlinkRequirements.enforce(env, config);
        DecodedStream read = DecodedStream.of(env, sources.timesteps(), sources.labels(), config);
        SingleOutputStreamOperator<ScorerReport> scored = ArrivalBatches.of(read.arrivals())
                .transform("sequence-scorer", RecordType.of(ScorerReport.class), new SequenceScorerFactory(config))
                .uid("sequence-scorer");
        scored.getTransformation().setCoLocationGroupKey(SCORER_SLOT);
        DataStream<ScorerReport> rejected = read.rejected()
                .map(
                        record -> ScorerReport.of(new IncidentCount("rejected_" + record.reason(), 1)),
                        RecordType.of(ScorerReport.class))
                .setParallelism(StepWatermarks.readers(config, env.getParallelism()))
                .name("rejected-records")
                .uid("rejected-records");
        gate(scored.union(rejected), sources.models(), sinks, config);
        scored.getSideOutput(TrainerOutputs.FORECASTS)
                .sinkTo(sinks.forecasts())
                .name("predictions")
                .uid("predictions");
        DataStream<Rejected> letters = read.rejected()
                .union(
                        late(scored, TrainerOutputs.LATE, Verdict.LATE, "late-steps", config),
                        late(scored, TrainerOutputs.AFTER_END, Verdict.AFTER_END, "steps-after-end", config));
        LostLabelStream.with(letters, scored, config)
                .sinkTo(sinks.deadLetters())
                .name("dead-letters")
                .uid("dead-letters");
    }

    private static void gate(DataStream<ScorerReport> reports, ModelFeed models, Sinks sinks, JobConfig config) {
        SingleOutputStreamOperator<ShardSnapshot> gate = reports.global()
                .transform("model-gate", SnapshotType.get(), new GateOperatorFactory(config, models))
                .uid("model-gate")
                .setParallelism(1)
                .setMaxParallelism(1);
        gate.broadcast()
                .transform(
                        "model-tail",
                        Types.VOID,
                        new ParameterTail(
                                "model-tail",
                                "sequence-scorer",
                                "the two need one slot: submit the job to a cluster that co-locates tasks"))
                .uid("model-tail")
                .getTransformation()
                .setCoLocationGroupKey(SCORER_SLOT);
        gate.getSideOutput(GateOperatorFactory.ANSWERS)
                .sinkTo(sinks.answers())
                .name("answers")
                .uid("answers")
                .setParallelism(1)
                .setMaxParallelism(1);
        gate.getSideOutput(GateOperatorFactory.PROGRESS)
                .sinkTo(sinks.progress())
                .name("progress")
                .uid("progress")
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    private static DataStream<Rejected> late(
            SingleOutputStreamOperator<ScorerReport> scored,
            OutputTag<Step> tag,
            Verdict verdict,
            String uid,
            JobConfig config) {
        return scored.getSideOutput(tag)
                .map(new LateSteps(config.kafka().topics().timesteps(), verdict), RecordType.of(Rejected.class))
                .name(uid)
                .uid(uid);
    }
}
