package io.backflow.dashboard.view;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A run's reports from its beginning, at most {@link #MOST}. Reports contain totals: leaving some out makes the curves
 * coarser, and the means between those that are left stay exact. Not thread-safe.
 */
final class History {

    static final int MOST = 600;

    private static final long FIRST_SPACING_MILLIS = 1000;

    private final List<Sample> samples = new ArrayList<>();
    private long spacing = FIRST_SPACING_MILLIS;
    private int generation;

    void add(Sample sample) {
        int last = samples.size() - 1;
        if (last > 0 && replaces(sample, samples.get(last), samples.get(last - 1))) {
            samples.set(last, sample);
        } else {
            samples.add(sample);
        }
        if (samples.size() > MOST) {
            thin();
        }
    }

    /** The newest one stands in for those that come before it is {@link #spacing} old. */
    private boolean replaces(Sample sample, Sample last, Sample before) {
        return last.time() - before.time() < spacing && !sample.goneBackSince(last) && !last.goneBackSince(before);
    }

    /** There is one more than {@link #MOST}, an even number: the first and the newest stay. */
    private void thin() {
        List<Sample> kept = IntStream.range(0, samples.size())
                .filter(i -> i % 2 == 0)
                .mapToObj(samples::get)
                .toList();
        samples.clear();
        samples.addAll(kept);
        spacing *= 2;
        generation++;
    }

    /** What a reader lacks who has seen {@code seen}; the newest point may have changed and is repeated. */
    Curves since(Seen seen) {
        int from = seen.generation() == generation ? Math.max(0, Math.min(seen.points(), samples.size()) - 1) : 0;
        return new Curves(seen(), from, columns(from));
    }

    /** All that there is now. */
    Seen seen() {
        return new Seen(generation, samples.size());
    }

    private Curves.Columns columns(int from) {
        Curves.Columns columns = new Curves.Columns(samples.size() - from);
        for (int i = from; i < samples.size(); i++) {
            columns.set(i - from, samples.get(i), i == 0 ? null : samples.get(i - 1));
        }
        return columns;
    }
}
