package io.backflow.jobs.feedback;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Takes messages from a thread of a feed to the thread of its operator. A few of them wait there at most; then the feed
 * waits.
 */
public final class OperatorMail {

    private static final int WAITING = 4;
    private static final long LOOK_MILLIS = 50;

    private final MailboxExecutor mailbox;
    private final Semaphore room = new Semaphore(WAITING);
    private volatile boolean closed;

    /** @param mailbox of the operator */
    public OperatorMail(MailboxExecutor mailbox) {
        this.mailbox = mailbox;
    }

    /** The operator takes nothing more: a feed that waits goes on. */
    public void close() {
        closed = true;
    }

    /** Runs {@code message} on the operator's thread; throws where the operator has ended. */
    public void send(ThrowingRunnable<Exception> message) throws InterruptedException {
        while (!room.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (closed) {
                throw new InterruptedException("the operator has ended");
            }
        }
        try {
            mailbox.execute(
                    () -> {
                        room.release();
                        message.run();
                    },
                    "take over what a feed has sent");
        } catch (RejectedExecutionException e) {
            throw new InterruptedException("the operator's task has ended");
        }
    }

    /** Lets the operator fail. */
    public void fail(RuntimeException reason) {
        try {
            mailbox.execute(
                    () -> {
                        throw reason;
                    },
                    "a feed failed");
        } catch (RejectedExecutionException e) {
            // the operator's task has ended
        }
    }
}
