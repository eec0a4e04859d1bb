package io.backflow.jobs.scorer;

import io.backflow.jobs.protocol.VersionId;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;

/** Takes what a feed sends to the gate's thread. A few messages wait there at most; then the feed waits. */
final class GateMail implements ModelFeed.Receiver {

    private static final int WAITING = 4;
    private static final long LOOK_MILLIS = 50;

    private final MailboxExecutor mailbox;
    private final GateOperator gate;
    private final Semaphore room = new Semaphore(WAITING);
    private volatile boolean closed;

    GateMail(MailboxExecutor mailbox, GateOperator gate) {
        this.mailbox = mailbox;
        this.gate = gate;
    }

    /** The gate takes nothing more: a feed that waits goes on. */
    void close() {
        closed = true;
    }

    @Override
    public void version(VersionId id, float[] values) throws InterruptedException {
        send(() -> gate.version(id, values));
    }

    @Override
    public void unusable(VersionId id, String reason) throws InterruptedException {
        send(() -> gate.unusable(id, reason));
    }

    @Override
    public void caughtUp() throws InterruptedException {
        send(gate::caughtUp);
    }

    @Override
    public void command(ModelFeed.Command command) throws InterruptedException {
        send(() -> gate.command(command));
    }

    @Override
    public void failed(RuntimeException reason) {
        try {
            mailbox.execute(
                    () -> {
                        throw reason;
                    },
                    "a model feed failed");
        } catch (RejectedExecutionException e) {
            // the gate's task has ended
        }
    }

    private void send(ThrowingRunnable<Exception> message) throws InterruptedException {
        while (!room.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (closed) {
                throw new InterruptedException("the gate has ended");
            }
        }
        try {
            mailbox.execute(
                    () -> {
                        room.release();
                        message.run();
                    },
                    "take over a version or a command");
        } catch (RejectedExecutionException e) {
            throw new InterruptedException("the gate's task has ended");
        }
    }
}
