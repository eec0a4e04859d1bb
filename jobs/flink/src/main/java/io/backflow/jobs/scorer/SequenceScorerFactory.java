package io.backflow.jobs.scorer;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.exchange.ArrivalBatch;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes workers of a scoring job, each with its mailbox. */
public final class SequenceScorerFactory extends AbstractStreamOperatorFactory<ScorerReport>
        implements OneInputStreamOperatorFactory<ArrivalBatch, ScorerReport> {

    private static final long serialVersionUID = 1L;

    private final JobConfig config;

    public SequenceScorerFactory(JobConfig config) {
        this.config = config;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink's own factories promise the same type by the same cast
    public <T extends StreamOperator<ScorerReport>> T createStreamOperator(
            StreamOperatorParameters<ScorerReport> parameters) {
        return (T) new SequenceScorer(parameters, parameters.getMailboxExecutor(), config);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return SequenceScorer.class;
    }
}
