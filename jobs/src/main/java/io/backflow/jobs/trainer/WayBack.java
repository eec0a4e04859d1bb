package io.backflow.jobs.trainer;

import io.backflow.jobs.feedback.FeedTiming;
import io.backflow.jobs.feedback.ParameterFeed;
import io.backflow.jobs.feedback.Place;
import io.backflow.jobs.feedback.Reception;
import io.backflow.jobs.sync.Join;
import io.backflow.jobs.sync.ShardSnapshot;
import java.util.function.Consumer;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.jspecify.annotations.Nullable;

/** Brings parameters into a trainer's mailbox, and the trainer's questions out. Used by the trainer's thread only. */
final class WayBack {

    private static final long ASKING_MILLIS = 1000;

    private final MailboxExecutor mailbox;
    private final ProcessingTimeService clock;
    private final Consumer<ShardSnapshot> parameters;
    private final Consumer<Join> ask;
    private @Nullable Reception reception;
    private boolean waiting;

    WayBack(
            MailboxExecutor mailbox,
            ProcessingTimeService clock,
            Consumer<ShardSnapshot> parameters,
            Consumer<Join> ask) {
        this.mailbox = mailbox;
        this.clock = clock;
        this.parameters = parameters;
        this.ask = ask;
    }

    void open(ParameterFeed feed, Place place) {
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

    /** Lets whatever waits in the mailbox happen, and waits for nothing. */
    void takeWaiting() {
        while (mailbox.tryYield()) {
            // one letter after another
        }
    }

    long refused() {
        return reception == null ? 0 : reception.refused();
    }

    void unattend() {
        if (reception != null) {
            reception.unattend();
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
            FeedTiming.came(snapshot);
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
