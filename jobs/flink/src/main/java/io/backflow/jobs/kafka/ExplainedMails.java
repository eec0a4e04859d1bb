package io.backflow.jobs.kafka;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobInfo;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * A writer's context. What the broker refuses, Flink's writer learns in a thread of the client, and fails in a mail:
 * such a failure names the topic and a remedy too.
 */
record ExplainedMails(WriterInitContext context, Destination destination) implements WriterInitContext {

    @Override
    public MailboxExecutor getMailboxExecutor() {
        return new Executor(context.getMailboxExecutor(), destination);
    }

    private record Executor(MailboxExecutor mails, Destination destination) implements MailboxExecutor {

        @Override
        public void execute(
                MailOptions options,
                ThrowingRunnable<? extends Exception> command,
                String description,
                Object... arguments) {
            ThrowingRunnable<Exception> explained = () -> {
                try {
                    command.run();
                } catch (Exception e) {
                    throw e instanceof IOException || e instanceof FlinkRuntimeException ? destination.explain(e) : e;
                }
            };
            mails.execute(options, explained, description, arguments);
        }

        @Override
        public void yield() throws InterruptedException {
            mails.yield();
        }

        @Override
        public boolean tryYield() {
            return mails.tryYield();
        }

        @Override
        public boolean shouldInterrupt() {
            return mails.shouldInterrupt();
        }
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
        return context.getUserCodeClassLoader();
    }

    @Override
    public ProcessingTimeService getProcessingTimeService() {
        return context.getProcessingTimeService();
    }

    @Override
    public SinkWriterMetricGroup metricGroup() {
        return context.metricGroup();
    }

    @Override
    public SerializationSchema.InitializationContext asSerializationSchemaInitializationContext() {
        return context.asSerializationSchemaInitializationContext();
    }

    @Override
    public boolean isObjectReuseEnabled() {
        return context.isObjectReuseEnabled();
    }

    @Override
    public <T> TypeSerializer<T> createInputSerializer() {
        return context.createInputSerializer();
    }

    @Override
    public <M> Optional<Consumer<M>> metadataConsumer() {
        return context.metadataConsumer();
    }

    @Override
    public OptionalLong getRestoredCheckpointId() {
        return context.getRestoredCheckpointId();
    }

    @Override
    public JobInfo getJobInfo() {
        return context.getJobInfo();
    }

    @Override
    public TaskInfo getTaskInfo() {
        return context.getTaskInfo();
    }
}
