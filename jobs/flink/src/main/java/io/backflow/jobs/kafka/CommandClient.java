package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.JobKind;
import io.backflow.schema.Control;
import io.backflow.schema.Receiver;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends commands to the jobs of a run and reads their answers. Not thread-safe. */
public final class CommandClient implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConfig kafka;
    private final String run;
    private final Duration timeout;
    private final KafkaConsumer<byte[], byte[]> answers;
    private final Wire<Control> wire = Wire.of(Control.class, Control.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final CommandAnswerDecoder decoder = new CommandAnswerDecoder();

    /**
     * Looks for the topics, so that no answer to a later command is missed. The topic of answers need not be there, or
     * be readable, for who waits for none.
     *
     * @param timeout how long the brokers have to answer
     * @throws ConfigException where a topic is missing or a broker does not answer
     */
    public CommandClient(KafkaConfig kafka, String run, Duration timeout) {
        this.kafka = kafka;
        this.run = run;
        this.timeout = timeout;
        Properties settings = settings();
        answers = ShortLook.consumer(settings);
        try {
            follow();
        } catch (RuntimeException e) {
            answers.close();
            throw e instanceof ConfigException
                    ? e
                    : BrokerProblems.explain(kafka, timeout, "the topics cannot be looked up", e);
        }
    }

    private Properties settings() {
        Properties settings = kafka.clientProperties();
        String millis = Long.toString(Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        settings.setProperty("default.api.timeout.ms", millis);
        settings.setProperty("request.timeout.ms", millis);
        return settings;
    }

    private void follow() {
        Map<String, List<PartitionInfo>> topics = answers.listTopics();
        check(topics, "kafka.topics.control", kafka.topics().control());
        List<TopicPartition> all = topics.getOrDefault(kafka.topics().progress(), List.of()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        answers.assign(all);
        answers.seekToEnd(all);
        all.forEach(answers::position); // seeking is lazy; the end that counts is the one of now
    }

    /** Throws {@link ConfigException} where answers cannot be read. */
    public void checkAnswers() {
        if (answers.assignment().isEmpty()) {
            throw new ConfigException("kafka.topics.progress is "
                    + kafka.topics().progress() + ", but " + kafka.bootstrapServers()
                    + " shows no such topic to this user; create it, grant Read on it, or send the command with"
                    + " --no-wait");
        }
    }

    private void check(Map<String, List<PartitionInfo>> topics, String key, String topic) {
        if (!topics.containsKey(topic)) {
            throw new ConfigException(key + " is " + topic + ", but " + kafka.bootstrapServers()
                    + " has no such topic; create it (backflow topics create) or correct the name");
        }
    }

    /**
     * Sends a command.
     *
     * @param receiver the kind of job that it is for
     * @param command whose {@link Command#id} does not matter
     * @return where it stands
     */
    public CommandId send(JobKind receiver, Command command) {
        Control record = Control.newBuilder()
                .setRun(run)
                .setCommand(io.backflow.schema.Command.valueOf(command.kind().name()))
                .setSequenceId(command.sequenceId())
                .setLearningRate(command.learningRate())
                .setVersion(command.version())
                .setReceiver(Receiver.valueOf(receiver.name()))
                .build();
        return send(wire.encode(record));
    }

    /** Sends bytes that may be no command. */
    public CommandId send(byte[] value) {
        Properties settings = settings();
        settings.setProperty("delivery.timeout.ms", settings.getProperty("request.timeout.ms"));
        settings.setProperty("linger.ms", "0");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            RecordMetadata sent = producer.send(
                            ProducerRecords.of(kafka.topics().control(), run, value))
                    .get();
            return new CommandId(sent.partition(), sent.offset());
        } catch (ExecutionException e) {
            throw BrokerProblems.explain(
                    kafka, timeout, "the command cannot be sent", Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigException("the sending of a command was interrupted; send it again", e);
        }
    }

    /** The answer to a command of this client, where one comes within {@code patience}. */
    public Optional<CommandAnswer> await(JobKind receiver, CommandId command, Duration patience) {
        checkAnswers();
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            CommandAnswer found = null;
            for (ConsumerRecord<byte[], byte[]> record : answers.poll(POLL)) {
                CommandAnswer answer = answer(record, receiver);
                found = answer != null && answer.id().equals(command) ? answer : found;
            }
            if (found != null) {
                return Optional.of(found);
            }
        } while (System.nanoTime() - deadline < 0);
        return Optional.empty();
    }

    private @Nullable CommandAnswer answer(ConsumerRecord<byte[], byte[]> record, JobKind receiver) {
        if (!CommandAnswerDecoder.key(run, receiver).equals(CommandAnswerDecoder.text(record.key()))) {
            return null;
        }
        try {
            return decoder.decode(record.value());
        } catch (WireException e) {
            return null; // a later build's
        }
    }

    @Override
    public void close() {
        answers.close();
    }
}
