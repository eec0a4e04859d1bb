package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.Patience;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.JobKind;
import io.backflow.jobs.controller.ControlFeed;
import io.backflow.local.EmbeddedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a training job's commands are read, and what ends the thread that reads them. */
@Timeout(600)
final class TopicControlFeedIT {

    private static final Duration PATIENCE = Patience.LONG;
    private static final Command PAUSE = new Command(new CommandId(0, 0), Command.Kind.PAUSE, null, null, null);
    private static final Command RESUME = new Command(new CommandId(0, 0), Command.Kind.RESUME, null, null, null);

    private static EmbeddedBroker broker;
    private static JobConfig config;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
        config = JobConfig.parse("""
                job: {run: mine}
                kafka: {bootstrap_servers: "%s"}
                model: {input: {type: features, size: 1}, layers: [{type: gru, units: 1}], head: {units: 1, loss: mse}}
                """.formatted(broker.bootstrapServers()));
        new Topics(config.kafka(), Topics.PATIENCE).create(1, Optional.empty());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void anErrorInTheThreadFailsTheOperator() throws Exception {
        Received broken = new Received() {
            @Override
            public void positions(Map<Integer, Long> next) {
                throw new NoClassDefFoundError("io/backflow/Absent");
            }
        };
        try (AutoCloseable feed = new TopicControlFeed(config, 0).open(null, broken)) {
            await().atMost(PATIENCE).until(() -> !broken.failures.isEmpty());
            assertThat(broken.failures.get(0))
                    .hasMessageContaining("the topic control cannot be read")
                    .hasRootCauseInstanceOf(NoClassDefFoundError.class);
        }
    }

    @Test
    void aNewJobReadsWhatCameSinceItWasSubmittedAndARestoredOneWhatItHasNotRead() throws Exception {
        try (CommandClient client = new CommandClient(config.kafka(), "mine", Topics.PATIENCE);
                CommandClient other = new CommandClient(config.kafka(), "other", Topics.PATIENCE)) {
            CommandId old = client.send(JobKind.TRAINING, PAUSE);
            Thread.sleep(20);
            long submitted = System.currentTimeMillis();
            other.send(JobKind.TRAINING, PAUSE);
            client.send(JobKind.SCORING, RESUME);
            CommandId early = client.send(JobKind.TRAINING, RESUME);

            assertThat(read(submitted, null, early)).containsExactly(early);
            assertThat(read(submitted, Map.of(0, old.offset()), early)).containsExactly(old, early);
            assertThat(read(submitted, Map.of(), early))
                    .as("a topic that was not there")
                    .endsWith(old, early);
        }
    }

    /** The commands that a job receives, up to {@code last}. */
    private static List<CommandId> read(long since, Map<Integer, Long> next, CommandId last) throws Exception {
        Received received = new Received();
        try (AutoCloseable feed = new TopicControlFeed(config, since).open(next, received)) {
            await().atMost(PATIENCE).until(() -> received.commands.contains(last));
        }
        return received.commands;
    }

    private static class Received implements ControlFeed.Receiver {

        private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
        private final List<CommandId> commands = new CopyOnWriteArrayList<>();

        @Override
        public void positions(Map<Integer, Long> next) {}

        @Override
        public void command(Command command, float[] parameters) {
            commands.add(command.id());
        }

        @Override
        public void refused(CommandId id, Command.Kind kind, String reason) {}

        @Override
        public void failed(RuntimeException reason) {
            failures.add(reason);
        }
    }
}
