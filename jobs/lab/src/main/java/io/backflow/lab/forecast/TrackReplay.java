package io.backflow.lab.forecast;

import io.backflow.jobs.sequence.Step;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tracks as a stream: epoch after epoch, some tracks side by side, each replay of a track a sequence of its own such as
 * {@code Amy-1975/3}.
 *
 * <p>Event time is made up, so that a round of event time holds one window of every track of a group. A window of
 * {@code n} steps is complete when the row after its last comes, because that row is the last step's target. Therefore
 * a group's first row takes the last slot of the round before, rows 1 to {@code n} fill the group's first round and
 * complete its first window, and so on. The next group's first row takes the last slot of this group's last round.
 *
 * @param tracks what to replay
 * @param order which tracks go side by side, and how often
 * @param clock event time of the rows
 */
public record TrackReplay(List<Track> tracks, ReplayOrder order, ReplayClock clock) {

    public TrackReplay {
        tracks = List.copyOf(tracks);
    }

    /** Rows of one epoch. */
    public long stepsPerEpoch() {
        return tracks.stream().mapToLong(Track::length).sum();
    }

    /** Rows of one epoch that another row of the same track follows, and so can be trained. */
    public long targetsPerEpoch() {
        return stepsPerEpoch() - tracks.size();
    }

    /** Rounds that train at least one window, over all epochs: with synchronous workers, the number of updates. */
    public long rounds() {
        long rounds = 0;
        for (int i = 0; i < order.epochs(); i++) {
            rounds += groups(order.firstEpoch() + i).stream()
                    .mapToLong(this::rounds)
                    .sum();
        }
        return rounds;
    }

    /** Windows trained, over all epochs. */
    public long windows() {
        return order.epochs()
                * tracks.stream().mapToLong(track -> windows(track.length())).sum();
    }

    /** Gives every row of every epoch to {@code out}, by event time. */
    public void forEach(Consumer<Step> out) {
        long round = clock.firstRound();
        for (int i = 0; i < order.epochs(); i++) {
            int epoch = order.firstEpoch() + i;
            for (List<Track> group : groups(epoch)) {
                emit(group, epoch, round, out);
                round += rounds(group);
            }
        }
    }

    /** The groups of the epoch with this number, each with its tracks. */
    public List<List<Track>> groups(int epoch) {
        return order.groups(tracks, epoch);
    }

    private void emit(List<Track> group, int epoch, long round, Consumer<Step> out) {
        int longest = longest(group);
        for (int t = 0; t < longest; t++) {
            for (Track track : group) {
                if (t < track.length()) {
                    out.accept(step(track, epoch, t, clock.eventTime(round, t)));
                }
            }
        }
    }

    /** Rounds that it takes until the longest track's last target came. */
    private long rounds(List<Track> group) {
        return windows(longest(group));
    }

    private long windows(int rows) {
        return (rows - 1 + clock.window() - 1) / clock.window();
    }

    private static int longest(List<Track> group) {
        return group.stream().mapToInt(Track::length).max().orElseThrow();
    }

    private static Step step(Track track, int epoch, int t, long eventTime) {
        boolean last = t == track.length() - 1;
        return new Step(track.id() + "/" + epoch, t, eventTime, track.rows()[t], Step.NONE, null, Step.NONE, 1f, last);
    }
}
