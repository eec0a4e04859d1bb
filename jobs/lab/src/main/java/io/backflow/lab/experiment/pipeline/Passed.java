package io.backflow.lab.experiment.pipeline;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Steps that went through a job in some time, and what they cost. */
public record Passed(long steps, long nanos, CpuTimes cpu) {

    static final Passed NOTHING = new Passed(0, 0, new CpuTimes(Map.of()));

    private static final double NANOS = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;

    /** What has passed at one moment. */
    public record Mark(long steps, long nanos, CpuTimes cpu) {

        /** Now, where {@code steps} have passed. */
        public static Mark now(long steps) {
            return new Mark(steps, System.nanoTime(), CpuTimes.now());
        }

        /** What has passed between {@code before} and this. */
        public Passed since(Mark before) {
            return new Passed(steps - before.steps, nanos - before.nanos, cpu.since(before.cpu));
        }
    }

    Passed plus(Passed other) {
        return new Passed(steps + other.steps, nanos + other.nanos, cpu.plus(other.cpu));
    }

    /** Steps a second. */
    public double perSecond() {
        return steps / (nanos / NANOS);
    }

    double micros(double cpuNanos) {
        return cpuNanos / NANOS_PER_MICRO / steps;
    }

    /** Microseconds of a core for one step, by group of threads; the groups in lower case. */
    public Map<String, Double> microsByGroup() {
        Map<String, Double> micros = new TreeMap<>();
        for (CpuTimes.Group group : CpuTimes.Group.values()) {
            micros.put(group.name().toLowerCase(Locale.ROOT), micros(cpu.nanos().getOrDefault(group, 0L)));
        }
        return micros;
    }
}
