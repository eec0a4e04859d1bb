package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.JobKind;
import io.backflow.jobs.kafka.CommandClient;
import io.backflow.jobs.kafka.Topics;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Commands to the training job of a scene, and what it answers. */
final class Commands implements AutoCloseable {

    private static final Duration PATIENCE = Patience.LONG;
    private static final CommandId NOWHERE = new CommandId(0, 0);

    private final CommandClient client;

    Commands(JobScene scene) {
        client = new CommandClient(scene.config().kafka(), scene.config().job().run(), Topics.PATIENCE);
    }

    CommandAnswer pause() {
        return applied(send(Command.Kind.PAUSE, null, null, null));
    }

    CommandAnswer resume() {
        return applied(send(Command.Kind.RESUME, null, null, null));
    }

    CommandAnswer publish() {
        return applied(send(Command.Kind.PUBLISH, null, null, null));
    }

    /** Null: by the schedule. */
    CommandAnswer learningRate(@Nullable Double rate) {
        return send(Command.Kind.LEARNING_RATE, null, rate, null);
    }

    CommandAnswer rollBack(@Nullable Long version) {
        return send(Command.Kind.ROLL_BACK, null, null, version);
    }

    /** Null: all. */
    CommandAnswer reset(@Nullable String sequence) {
        return send(Command.Kind.RESET_SEQUENCE, sequence, null, null);
    }

    static CommandAnswer applied(CommandAnswer answer) {
        assertThat(answer.applied()).as(answer.detail()).isTrue();
        return answer;
    }

    CommandAnswer send(Command.Kind kind, @Nullable String sequence, @Nullable Double rate, @Nullable Long version) {
        return answer(client.send(JobKind.TRAINING, new Command(NOWHERE, kind, sequence, rate, version)));
    }

    CommandAnswer sendBytes(byte[] value) {
        return answer(client.send(value));
    }

    private CommandAnswer answer(CommandId id) {
        Optional<CommandAnswer> answer = client.await(JobKind.TRAINING, id, PATIENCE);
        return answer.orElseThrow(() -> new AssertionError("no answer to the command at " + id));
    }

    @Override
    public void close() {
        client.close();
    }
}
