package io.backflow.lab.audit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Which steps were sent, each once, and in what order within their sequence. Not thread-safe. */
public final class Sent {

    private final Map<String, Steps> sequences = new HashMap<>();
    private long steps;

    /**
     * The sequence's next step was sent. Its number may have been there before, in a former episode.
     *
     * @param eventTime in milliseconds, newer than that of the step before it
     */
    public void add(String sequenceId, long step, long eventTime) {
        sequences.computeIfAbsent(sequenceId, id -> new Steps()).add(step, eventTime);
        steps++;
    }

    /** How many steps were sent. */
    public long steps() {
        return steps;
    }

    /** The place of a step among those of its sequence, from 0; -1 where it was never sent. */
    int place(TrainedStep step) {
        Steps sent = sequences.get(step.sequenceId());
        return sent == null ? -1 : sent.place(step);
    }

    /** Of one sequence, in order. */
    private static final class Steps {

        private long[] numbers = new long[16];
        private long[] times = new long[16];
        private int count;

        void add(long number, long time) {
            if (count > 0 && time <= times[count - 1]) {
                throw new IllegalArgumentException(
                        "step " + number + " of event time " + time + " follows one of " + times[count - 1]);
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
                times = Arrays.copyOf(times, 2 * count);
            }
            numbers[count] = number;
            times[count++] = time;
        }

        int place(TrainedStep step) {
            int place = Arrays.binarySearch(times, 0, count, step.eventTime());
            return place >= 0 && numbers[place] == step.step() ? place : -1;
        }
    }
}
