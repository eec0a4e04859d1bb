package io.backflow.dashboard.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reports of the last eleven minutes of a run, one a second at most. Not thread-safe. */
final class RecentReports {

    private static final long KEPT_MILLIS = 660_000;
    private static final long SPACING_MILLIS = 1000;
    private static final long RATE_MILLIS = 10_000;
    private static final long LOSS_MILLIS = 60_000;

    private final Deque<Sample> samples = new ArrayDeque<>();

    void add(Sample sample) {
        Sample last = samples.peekLast();
        if (last != null && sample.goneBackSince(last)) {
            samples.clear();
        } else if (last != null
                && samples.size() > 1
                && last.time() - beforeLast().time() < SPACING_MILLIS) {
            samples.removeLast();
        }
        samples.addLast(sample);
        while (sample.time() - samples.getFirst().time() > KEPT_MILLIS) {
            samples.removeFirst();
        }
    }

    private Sample beforeLast() {
        var newestFirst = samples.descendingIterator();
        newestFirst.next();
        return newestFirst.next();
    }

    /** Steps a second, over the last 10 s of reports; NaN where there is one report only. */
    double rate() {
        Sample from = since(RATE_MILLIS);
        Sample last = samples.peekLast();
        return from == null || last == null ? Double.NaN : last.rateSince(from);
    }

    /** Mean losses over the last minute of reports. */
    Losses losses() {
        Sample from = since(LOSS_MILLIS);
        Sample last = samples.peekLast();
        return from == null || last == null ? Losses.NONE : last.lossesSince(from);
    }

    /** The newest sample that is as old, else the oldest one. */
    private @Nullable Sample since(long millis) {
        Sample last = samples.peekLast();
        Sample found = samples.peekFirst();
        for (Sample sample : samples) {
            if (last != null && last.time() - sample.time() >= millis) {
                found = sample;
            }
        }
        return found;
    }

    /** How the loss changes. */
    @Nullable
    Drift drift() {
        List<Sample> all = new ArrayList<>(samples);
        List<Drift.Interval> intervals = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            Losses losses = all.get(i).lossesSince(all.get(i - 1));
            if (Double.isFinite(losses.loss())) {
                intervals.add(new Drift.Interval(all.get(i).time(), losses));
            }
        }
        return Drift.of(intervals);
    }
}
