package io.backflow.jobs.trainer;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.IssuedCommand;
import io.backflow.jobs.exchange.ArrivalBatch;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.protocol.Contribution;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/** Makes workers, each with its mailbox. */
public final class SequenceTrainerFactory extends AbstractStreamOperatorFactory<Contribution>
        implements TwoInputStreamOperatorFactory<ArrivalBatch, IssuedCommand, Contribution> {

    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final FeedbackEdge edge;

    public SequenceTrainerFactory(JobConfig config, FeedbackEdge edge) {
        this.config = config;
        this.edge = edge;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink's own factories promise the same type by the same cast
    public <T extends StreamOperator<Contribution>> T createStreamOperator(
            StreamOperatorParameters<Contribution> parameters) {
        return (T) new SequenceTrainer(parameters, parameters.getMailboxExecutor(), config, edge);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return SequenceTrainer.class;
    }
}
