package io.backflow.jobs.scorer;

import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.feedback.OperatorMail;
import io.backflow.jobs.protocol.VersionId;
import java.util.Map;

/** Takes what a feed sends to the gate's thread. */
record GateMail(OperatorMail mail, GateOperator gate) implements ModelFeed.Receiver {

    /** The gate takes nothing more: a feed that waits goes on. */
    void close() {
        mail.close();
    }

    @Override
    public void version(VersionId id, float[] values) throws InterruptedException {
        mail.send(() -> gate.version(id, values));
    }

    @Override
    public void unusable(VersionId id, String reason) throws InterruptedException {
        mail.send(() -> gate.unusable(id, reason));
    }

    @Override
    public void caughtUp() throws InterruptedException {
        mail.send(gate::caughtUp);
    }

    @Override
    public void commandsFrom(Map<Integer, Long> next) throws InterruptedException {
        mail.send(() -> gate.commandsFrom(next));
    }

    @Override
    public void command(Command command) throws InterruptedException {
        mail.send(() -> gate.command(command));
    }

    @Override
    public void refused(CommandId id, Command.Kind kind, String reason) throws InterruptedException {
        mail.send(() -> gate.refused(id, kind, reason));
    }

    @Override
    public void failed(RuntimeException reason) {
        mail.fail(reason);
    }
}
