package io.backflow.jobs.controller;

import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.feedback.OperatorMail;
import java.util.Map;

/** Takes what a feed sends to the thread of the operator. */
record ControlMail(OperatorMail mail, ControlOperator operator) implements ControlFeed.Receiver {

    @Override
    public void positions(Map<Integer, Long> next) throws InterruptedException {
        mail.send(() -> operator.positions(next));
    }

    @Override
    public void command(Command command, float[] parameters) throws InterruptedException {
        mail.send(() -> operator.command(command, parameters));
    }

    @Override
    public void refused(CommandId id, Command.Kind kind, String reason) throws InterruptedException {
        mail.send(() -> operator.refused(id, kind, reason));
    }

    @Override
    public void failed(RuntimeException reason) {
        mail.fail(reason);
    }
}
