package io.backflow.jobs.scorer;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.protocol.ShardSnapshot;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.OutputTag;

/** Makes the gate, with its mailbox. */
public final class GateOperatorFactory extends AbstractStreamOperatorFactory<ShardSnapshot>
        implements OneInputStreamOperatorFactory<ScorerReport, ShardSnapshot> {

    /** The state of the job, for the topic {@code progress}. */
    public static final OutputTag<ScoringReport> PROGRESS =
            new OutputTag<>("progress", RecordType.of(ScoringReport.class));

    /** What was done about commands. */
    public static final OutputTag<CommandAnswer> ANSWERS =
            new OutputTag<>("answers", RecordType.of(CommandAnswer.class));

    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final ModelFeed feed;

    public GateOperatorFactory(JobConfig config, ModelFeed feed) {
        this.config = config;
        this.feed = feed;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink's own factories promise the same type by the same cast
    public <T extends StreamOperator<ShardSnapshot>> T createStreamOperator(
            StreamOperatorParameters<ShardSnapshot> parameters) {
        return (T) new GateOperator(parameters, parameters.getMailboxExecutor(), config, feed);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return GateOperator.class;
    }
}
