package io.backflow.jobs.controller;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.IssuedCommand;
import io.backflow.jobs.sequence.Step;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operator that takes commands in, with its mailbox. */
public final class ControlOperatorFactory extends AbstractStreamOperatorFactory<IssuedCommand>
        implements OneInputStreamOperatorFactory<Step, IssuedCommand> {

    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final ControlFeed feed;

    public ControlOperatorFactory(JobConfig config, ControlFeed feed) {
        this.config = config;
        this.feed = feed;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink's own factories promise the same type by the same cast
    public <T extends StreamOperator<IssuedCommand>> T createStreamOperator(
            StreamOperatorParameters<IssuedCommand> parameters) {
        return (T) new ControlOperator(parameters, parameters.getMailboxExecutor(), config, feed);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return ControlOperator.class;
    }
}
