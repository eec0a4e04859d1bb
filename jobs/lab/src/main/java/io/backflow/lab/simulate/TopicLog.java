package io.backflow.lab.simulate;

import io.backflow.jobs.publish.ModelVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The topic {@code parameters}: what publishers of all attempts have appended, in that order. Of what is old only some
 * is kept; a reader may miss a publication, and may find an old one again.
 */
final class TopicLog {

    private static final int KEPT = 32;

    private final SimulatedRun run;
    private final Deque<ModelVersion> kept = new ArrayDeque<>();
    private final List<SimulatedTopic> followers = new ArrayList<>();
    private long end;

    TopicLog(SimulatedRun run) {
        this.run = run;
    }

    void follow(SimulatedTopic feed) {
        followers.add(feed);
    }

    void append(ModelVersion version) {
        kept.addLast(version);
        end++;
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        followers.forEach(SimulatedTopic::appended);
    }

    long end() {
        return end;
    }

    /** Reads from {@code position} on; where to go on. */
    long read(long position, Consumer<ModelVersion> reader) {
        long at = end - kept.size();
        boolean again = end > position && run.isStale();
        for (ModelVersion version : kept) {
            if (at++ >= position ? !run.isLost() : again && run.isStale()) {
                reader.accept(version);
            }
        }
        return end;
    }
}
