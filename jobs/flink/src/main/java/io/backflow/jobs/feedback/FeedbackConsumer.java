package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.function.Consumer;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.jspecify.annotations.Nullable;

/** Receives parameters in a worker's mailbox, and sends the worker's joins. Used by the worker's thread only. */
public final class FeedbackConsumer {

    private static final long RETRY_MILLIS = 1000;

    private final MailboxExecutor mailbox;
    private final ProcessingTimeService clock;
    private final Consumer<ShardSnapshot> parameters;
    private final Consumer<Join> join;
    private @Nullable FeedbackSubscription subscription;
    private boolean waiting;

    /**
     * @param parameters receives each snapshot
     * @param join receives each join that is to be sent
     */
    public FeedbackConsumer(
            MailboxExecutor mailbox,
            ProcessingTimeService clock,
            Consumer<ShardSnapshot> parameters,
            Consumer<Join> join) {
        this.mailbox = mailbox;
        this.clock = clock;
        this.parameters = parameters;
        this.join = join;
    }

    /** Opens the edge to the worker of {@code subtask}. */
    public void open(FeedbackEdge edge, SubtaskFeedbackKey subtask) {
        subscription = edge.open(subtask, () -> mailbox.execute(this::arrive, "take over parameters"));
        if (subscription instanceof JoiningSubscription) {
            retryLater();
        }
    }

    /** Lets whatever is in the mailbox happen, and returns once something has. */
    public void await() throws InterruptedException {
        waiting = true;
        try {
            mailbox.yield();
        } finally {
            waiting = false;
        }
    }

    /** Lets whatever waits in the mailbox happen, and waits for nothing. */
    public void takeWaiting() {
        while (mailbox.tryYield()) {
            // one letter after another
        }
    }

    /** Records on the edge that were refused because of their content. */
    public long refused() {
        return subscription instanceof JoiningSubscription joining ? joining.refused() : 0;
    }

    /** Drops all later snapshots. */
    public void unsubscribe() {
        if (subscription != null) {
            subscription.unsubscribe();
        }
    }

    /** Ends the subscription; no thread is left behind. */
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
    }

    private void arrive() {
        if (subscription == null) {
            throw new IllegalStateException("parameters came before the way was open");
        }
        for (ShardSnapshot snapshot : subscription.take()) {
            FeedbackTiming.came(snapshot);
            parameters.accept(snapshot);
        }
        if (subscription instanceof JoiningSubscription joining) {
            joining.joinRequest(waiting).ifPresent(join);
        }
    }

    private void retryLater() {
        clock.registerTimer(clock.getCurrentProcessingTime() + RETRY_MILLIS, time -> {
            arrive();
            retryLater();
        });
    }
}
