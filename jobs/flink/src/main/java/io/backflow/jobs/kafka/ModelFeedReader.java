package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.ScoreConfig;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.parameters.ModelAssembler;
import io.backflow.jobs.parameters.ModelLimits;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.scorer.ModelFeed;
import io.backflow.model.ParameterLayout;
import io.backflow.schema.Receiver;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the topics {@code parameters} and {@code control} for the gate of a scoring job, until it is stopped. */
final class ModelFeedReader implements Runnable {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final String OTHER_FORM = "its model is of another form than the configuration's";

    private final JobConfig config;
    private final Map<Integer, Long> read;
    private final ModelFeed.Receiver receiver;
    private final TopicPartition parameters;
    private final ModelAssembler assembler;
    private final ControlDecoder controls;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Command> early = new ArrayList<>();
    private @Nullable PublishedModel found;
    private boolean caughtUp;
    private long end;
    private volatile boolean stopped;

    ModelFeedReader(JobConfig config, Map<Integer, Long> read, ModelFeed.Receiver receiver) {
        this.config = config;
        this.read = read;
        this.receiver = receiver;
        controls = new ControlDecoder(config.job().run(), Receiver.SCORING);
        parameters = new TopicPartition(config.kafka().topics().parameters(), 0);
        assembler = new ModelAssembler(
                config.job().run(),
                ModelLimits.forModelsOf(
                        ParameterLayout.of(config.model()).size(),
                        config.server().shards()));
        Properties settings = config.kafka().clientProperties();
        settings.setProperty("isolation.level", "read_committed");
        settings.setProperty("enable.auto.commit", "false");
        settings.setProperty("allow.auto.create.topics", "false");
        settings.putIfAbsent("max.partition.fetch.bytes", Integer.toString(16 << 20));
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Makes {@link #run} return soon. */
    void stop() {
        stopped = true;
        consumer.wakeup();
    }

    @Override
    public void run() {
        try {
            follow();
        } catch (WakeupException | InterruptedException | InterruptException e) {
            // stopped, or the gate's task has ended
        } catch (Throwable e) { // an Error ends this thread as well, and the gate must not wait for it
            if (!stopped) {
                receiver.failed(
                        new IllegalStateException("the topic " + parameters.topic() + " cannot be followed: " + e, e));
            }
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    private void follow() throws InterruptedException {
        List<TopicPartition> all = new ArrayList<>(commandPartitions());
        all.add(parameters);
        consumer.assign(all);
        consumer.seekToBeginning(List.of(parameters));
        end = consumer.endOffsets(List.of(parameters)).getOrDefault(parameters, 0L);
        seekCommands(all);
        catchUpWhereDue();
        while (!stopped) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(record);
            }
            catchUpWhereDue();
        }
    }

    private List<TopicPartition> commandPartitions() {
        String topic = config.kafka().topics().control();
        return consumer.listTopics().getOrDefault(topic, List.of()).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private void seekCommands(List<TopicPartition> all) throws InterruptedException {
        Map<Integer, Long> from = new HashMap<>();
        for (TopicPartition partition : all) {
            if (partition.equals(parameters)) {
                continue;
            }
            Long offset = read.get(partition.partition());
            if (offset != null) {
                consumer.seek(partition, offset);
            } else if (read.isEmpty()) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seekToBeginning(List.of(partition));
            }
            from.put(partition.partition(), consumer.position(partition)); // seeking is lazy; the end of now counts
        }
        receiver.commandsFrom(from);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        if (!record.topic().equals(parameters.topic())) {
            command(record);
            return;
        }
        Optional<PublishedModel> model = assembler.accept(record.key(), record.value());
        if (model.isPresent() && wanted(model.get())) {
            if (caughtUp) {
                offer(model.get());
            } else {
                found = model.get();
            }
        }
    }

    private boolean wanted(PublishedModel model) {
        long pinned = config.score().pinned();
        return pinned == ScoreConfig.From.NEWEST || model.version().version() == pinned;
    }

    private void offer(PublishedModel model) throws InterruptedException {
        VersionId id = model.version().id();
        String problem = problem(model);
        if (problem == null) {
            receiver.version(id, model.version().values());
        } else {
            receiver.unusable(id, problem);
        }
    }

    /** Why the job cannot forecast with {@code model}; null: it can. */
    private @Nullable String problem(PublishedModel model) {
        try {
            if (!JobConfig.parseModel(model.model()).equals(config.model())) {
                return OTHER_FORM;
            }
            ForecastSpec used = ForecastSpec.of(config).withoutColumns();
            model.spec().ifPresent(trained -> used.checkFits(trained, "its model"));
            return null;
        } catch (ConfigException e) { // written by a build that knows more than this one, or trained otherwise
            return String.valueOf(e.getMessage());
        }
    }

    private void catchUpWhereDue() throws InterruptedException {
        if (caughtUp || consumer.position(parameters) < end) {
            return;
        }
        caughtUp = true;
        PublishedModel newest = found;
        found = null;
        if (newest != null) {
            offer(newest);
        }
        receiver.caughtUp();
        for (Command command : early) {
            receiver.command(command);
        }
        early.clear();
        if (config.score().pinned() != ScoreConfig.From.NEWEST) {
            consumer.pause(List.of(parameters));
        }
    }

    private void command(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        CommandId id = ControlDecoder.id(record);
        Command command;
        try {
            command = controls.decode(record);
        } catch (WireException e) {
            receiver.refused(id, Command.Kind.UNKNOWN, "the record is no command: " + e.getMessage());
            return;
        }
        if (command == null) {
            return;
        }
        if (command.kind() != Command.Kind.ROLL_BACK && command.kind() != Command.Kind.FOLLOW) {
            receiver.refused(id, command.kind(), "a scoring job knows ROLL_BACK and FOLLOW alone");
        } else if (caughtUp) {
            receiver.command(command);
        } else {
            early.add(command);
        }
    }
}
