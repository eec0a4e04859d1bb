package io.backflow.lab.simulate;

import java.util.Arrays;

/** Event time of a task as Flink merges it: that of the slowest channel that is not silent; it never goes back. */
final class ChannelTimes {

    private final long[] times;
    private final boolean[] silent;
    private long time = Long.MIN_VALUE;

    ChannelTimes(int channels) {
        times = new long[channels];
        silent = new boolean[channels];
        Arrays.fill(times, Long.MIN_VALUE);
    }

    /** Takes what has come on {@code channel}; whether time has moved on. */
    boolean take(int channel, Object mark) {
        if (mark instanceof SimulatedTask.Silent now) {
            silent[channel] = now.silent();
        } else {
            times[channel] = ((SimulatedTask.Watermark) mark).time();
        }
        long before = time;
        time = Math.max(time, merge());
        return time > before;
    }

    private long merge() {
        long slowest = Long.MAX_VALUE;
        long fastest = Long.MIN_VALUE;
        boolean all = true;
        for (int channel = 0; channel < times.length; channel++) {
            fastest = Math.max(fastest, times[channel]);
            if (!silent[channel]) {
                slowest = Math.min(slowest, times[channel]);
                all = false;
            }
        }
        return all ? fastest : slowest;
    }

    long time() {
        return time;
    }
}
