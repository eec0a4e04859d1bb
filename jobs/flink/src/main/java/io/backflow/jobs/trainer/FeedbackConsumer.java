package io.backflow.jobs.trainer;

import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.feedback.FeedbackSubscription;
import io.backflow.jobs.feedback.FeedbackTiming;
import io.backflow.jobs.feedback.SubtaskFeedbackKey;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.function.Consumer;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.jspecify.annotations.Nullable;

/** Brings parameters into a trainer's mailbox, and the trainer's questions out. Used by the trainer's thread only. */
final class FeedbackConsumer {

    private static final long ASKING_MILLIS = 1000;

    private final MailboxExecutor mailbox;
    private final ProcessingTimeService clock;
    private final Consumer<ShardSnapshot> parameters;
    private final Consumer<Join> ask;
    private @Nullable FeedbackSubscription reception;
    private boolean waiting;

    FeedbackConsumer(
            MailboxExecutor mailbox,
            ProcessingTimeService clock,
            Consumer<ShardSnapshot> parameters,
            Consumer<Join> ask) {
        this.mailbox = mailbox;
        this.clock = clock;
        this.parameters = parameters;
        this.ask = ask;
    }

    void open(FeedbackEdge feed, SubtaskFeedbackKey place) {
        reception = feed.open(place, () -> mailbox.execute(this::arrive, "take over parameters"));
        if (!feed.coLocated()) {
            askAgainLater();
        }
    }

    /** Lets whatever is in the mailbox happen, and returns once something has. */
    void await() throws InterruptedException {
        waiting = true;
        try {
            mailbox.yield();
        } finally {
            waiting = false;
        }
    }

    long refused() {
        return reception == null ? 0 : reception.refused();
    }

    void unsubscribe() {
        if (reception != null) {
            reception.unsubscribe();
        }
    }

    void close() {
        if (reception != null) {
            reception.close();
        }
    }

    private void arrive() {
        if (reception == null) {
            throw new IllegalStateException("parameters came before the way was open");
        }
        for (ShardSnapshot snapshot : reception.take()) {
            FeedbackTiming.came(snapshot);
            parameters.accept(snapshot);
        }
        reception.question(waiting).ifPresent(ask);
    }

    private void askAgainLater() {
        clock.registerTimer(clock.getCurrentProcessingTime() + ASKING_MILLIS, time -> {
            arrive();
            askAgainLater();
        });
    }
}
