package io.backflow.cli;

import io.backflow.jobs.kafka.TopicWriter;
import io.backflow.jobs.replay.ReplaySink;
import io.backflow.local.watch.Screen;
import io.backflow.local.watch.StatusLine;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes what is replayed to topics, until it ends or somebody stops the process, and says how far it is. */
final class TopicSink implements ReplaySink, AutoCloseable {

    private static final long GLANCE_NANOS = 200_000_000;
    private static final long STOP_SECONDS = 10;

    private final TopicWriter writer;
    private final String topic;
    private final @Nullable String holdOutTopic;
    private final int epochs;
    private final Screen screen;
    private final StatusLine status;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean stopped;
    private long shown = System.nanoTime();

    TopicSink(TopicWriter writer, String topic, @Nullable String holdOutTopic, int epochs, Screen screen) {
        this.writer = writer;
        this.topic = topic;
        this.holdOutTopic = holdOutTopic;
        this.epochs = epochs;
        this.screen = screen;
        status = new StatusLine(screen);
    }

    @Override
    public void send(byte[] key, byte[] value, boolean heldOut) {
        writer.send(heldOut && holdOutTopic != null ? holdOutTopic : topic, key, value);
    }

    @Override
    public boolean goesOn(Progress progress) {
        long now = System.nanoTime();
        if (now - shown > GLANCE_NANOS) {
            shown = now;
            status.show(text(progress));
        }
        return !stopped;
    }

    private String text(Progress progress) {
        String where = progress.epoch() == 0
                ? String.format(Locale.ROOT, "looks through the files: %,d steps", progress.steps())
                : String.format(Locale.ROOT, "epoch %d of %d: %,d steps", progress.epoch(), epochs, progress.steps());
        return progress.waitMillis() < 1000
                ? where
                : where + String.format(Locale.ROOT, "; the next is due in %,d s", progress.waitMillis() / 1000);
    }

    /** Returns when the brokers have all that was sent. */
    void flush() {
        writer.flush();
        status.clear();
    }

    /** The command has said all: an end of the process need not wait for it any longer. */
    void finished() {
        finished.countDown();
    }

    /** What ends the replay where the process is ordered to end: after the step that is being written. */
    AutoCloseable stop() {
        return () -> {
            if (finished.getCount() == 0) {
                return;
            }
            stopped = true;
            status.clear();
            screen.err().println("stops after what has been sent; it stays in the topic");
            screen.err().flush();
            if (!finished.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                screen.err().println("the brokers did not take all of it within " + STOP_SECONDS + " s");
            }
        };
    }

    @Override
    public void close() {
        finished.countDown();
        writer.close();
    }
}
